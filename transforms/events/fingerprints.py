"""What is kept of an article's text to tell whether another one is its copy: 242 bytes.

Two parts, of the shingles of four folded words of the whole text:

- 240 bytes of MinHash (Broder 1997); of each minimum the lowest byte is kept (b-bit minwise hashing, Li and König
  2010). The share of equal bytes estimates the Jaccard similarity with a standard error of at most 0.033.
- 2 bytes, how many shingles there are. With them the similarity tells how much of the shorter text is in the other.
"""

from __future__ import annotations

import re
import zlib
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from datasketch import MinHash

from transforms.arabic.orthography import folded

WHOLE: Final = 240
"""Bytes of a fingerprint that are a MinHash."""
SIZE: Final = WHOLE + 2
"""Bytes of a fingerprint."""
SHINGLE_WORDS: Final = 4

_MOST_SHINGLES: Final = 0xFFFF
_CHANCE: Final = 1 / 256
"""How often two different minima share their lowest byte."""
_SCHEME: Final = "affine32"
_BASE: Final = MinHash(num_perm=WHOLE, hashfunc=zlib.crc32, scheme=_SCHEME)
_WORD: Final = re.compile(r"\w+")

_EVEN_BYTES: Final = np.uint64(0x00FF00FF00FF00FF)
_SUM_PAIRS: Final = np.uint64(0x0001000100010001)

Bytes = npt.NDArray[np.uint8]


class Likeness(NamedTuple):
    """How alike two texts are, as far as their fingerprints tell; both 0 to 1."""

    jaccard: float
    """Of their shingles: those they share among those of either."""
    containment: float
    """Share of the shingles of the one with fewer that are in the other."""


def text_minhash(text: str) -> bytes:
    """The fingerprint of a text: `SIZE` bytes, or none for a text without words.

    Spelling differences that `folded` levels, punctuation and line breaks do not change it.
    """
    words = _WORD.findall(folded(text))
    if not words:
        return b""
    shingles = {" ".join(words[i : i + SHINGLE_WORDS]).encode() for i in range(max(1, len(words) - SHINGLE_WORDS + 1))}
    minhash = MinHash(hashfunc=zlib.crc32, scheme=_SCHEME, num_perm=WHOLE, permutations=_BASE.permutations)
    minhash.update_batch(sorted(shingles))
    whole = np.asarray(minhash.hashvalues, dtype=np.uint32).astype(np.uint8)
    return whole.tobytes() + min(len(shingles), _MOST_SHINGLES).to_bytes(2, "little")


def is_fingerprint(minhash: bytes) -> bool:
    """Whether these bytes are a fingerprint of this form."""
    return len(minhash) == SIZE and any(minhash[WHOLE:])


def likeness(one: bytes, other: bytes) -> Likeness:
    """How alike two whole texts are; not at all when either has no fingerprint."""
    if not (is_fingerprint(one) and is_fingerprint(other)):
        return Likeness(0.0, 0.0)
    return similarities(_row(one), _row(other)[np.newaxis])[0]


def equal_at(similarity: float, permutations: int = WHOLE) -> int:
    """How many bytes of so many are equal at a Jaccard similarity."""
    return round(permutations * (similarity + (1 - similarity) * _CHANCE))


def similarities(row: Bytes, rows: Bytes) -> list[Likeness]:
    """The likeness of one fingerprint to each of several, as arrays of `SIZE` bytes."""
    equal = equal_bytes(rows[:, :WHOLE], row[:WHOLE]) / WHOLE
    wholes = np.maximum(0.0, (equal - _CHANCE) / (1 - _CHANCE))
    mine, theirs = _count(row[np.newaxis]), _count(rows)
    shared = wholes / (1 + wholes) * (mine + theirs)
    shares = np.minimum(1.0, shared / np.minimum(mine, theirs))
    return [Likeness(*one) for one in zip(wholes.tolist(), shares.tolist(), strict=True)]


def equal_bytes(rows: Bytes, row: Bytes) -> npt.NDArray[np.uint64]:
    """How many bytes of each row equal those of the one; rows are at most 255 times eight bytes wide."""
    # Eight truth values at a time: each byte of a sum counts one column in eight, and their sum is wanted.
    eights = np.ascontiguousarray(rows == row).view(np.uint64).sum(axis=1)
    pairs: npt.NDArray[np.uint64] = (eights & _EVEN_BYTES) + ((eights >> np.uint64(8)) & _EVEN_BYTES)
    counts: npt.NDArray[np.uint64] = (pairs * _SUM_PAIRS) >> np.uint64(48)
    return counts


def _count(rows: Bytes) -> npt.NDArray[np.float64]:
    """How many shingles the texts have."""
    return np.ascontiguousarray(rows[:, WHOLE:]).view("<u2")[:, 0].astype(np.float64)


def _row(minhash: bytes) -> Bytes:
    return np.frombuffer(minhash, np.uint8)
