"""What is kept of an article's text to tell whether another one is its copy: 362 bytes.

Three parts, of its shingles of four folded words:

- 240 bytes of MinHash (Broder 1997) of the whole text; of each minimum the lowest byte is kept (b-bit minwise hashing,
  Li and König 2010). The share of equal bytes estimates the Jaccard similarity with a standard error of at most 0.033.
- 120 bytes of the same of the text's first hundred words, which tell the news; 0.046.
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
LEAD: Final = 120
"""Bytes of a fingerprint that are a MinHash of the first words."""
COUNT: Final = 2
"""Bytes of a fingerprint that say how many shingles there are."""
SIZE: Final = WHOLE + LEAD + COUNT
"""Bytes of a fingerprint."""
SHINGLE_WORDS: Final = 4
LEAD_WORDS: Final = 100
"""Words that tell the news, before what is known already: by the inverted pyramid of news writing."""

_MOST_SHINGLES: Final = 0xFFFF
_CHANCE: Final = 1 / 256
"""How often two different minima share their lowest byte."""
_SCHEME: Final = "affine32"
_BASE: Final = MinHash(num_perm=WHOLE, hashfunc=zlib.crc32, scheme=_SCHEME)
_LEAD_BASE: Final = MinHash(num_perm=LEAD, hashfunc=zlib.crc32, scheme=_SCHEME)
_LEAD_SHINGLES: Final = LEAD_WORDS - SHINGLE_WORDS + 1
_WORD: Final = re.compile(r"\w+")

_EVEN_BYTES: Final = np.uint64(0x00FF00FF00FF00FF)
_SUM_PAIRS: Final = np.uint64(0x0001000100010001)

Bytes = npt.NDArray[np.uint8]
Shares = npt.NDArray[np.float64]


class Likeness(NamedTuple):
    """How alike two texts are, as far as their fingerprints tell; both 0 to 1."""

    jaccard: float
    """Of their shingles: those they share among those of either."""
    containment: float
    """Share of the shingles of the one with fewer that are in the other."""
    lead: float
    """The same of their first `LEAD_WORDS` words."""


def text_minhash(text: str) -> bytes:
    """The fingerprint of a text: `SIZE` bytes, or none for a text without words.

    Spelling differences that `folded` levels, punctuation and line breaks do not change it.
    """
    words = _WORD.findall(folded(text))
    if not words:
        return b""
    shingles = _shingles(words)
    minima = _minima(_BASE, shingles) + _minima(_LEAD_BASE, _shingles(words[:LEAD_WORDS]))
    return minima + min(len(shingles), _MOST_SHINGLES).to_bytes(COUNT, "little")


def is_fingerprint(minhash: bytes) -> bool:
    """Whether these bytes are a fingerprint of this form."""
    return len(minhash) == SIZE and any(minhash[-COUNT:])


def likeness(one: bytes, other: bytes) -> Likeness:
    """How alike two whole texts are; not at all when either has no fingerprint."""
    if not (is_fingerprint(one) and is_fingerprint(other)):
        return Likeness(0.0, 0.0, 0.0)
    return similarities(_row(one), _row(other)[np.newaxis])[0]


def equal_at(similarity: float, permutations: int = WHOLE) -> int:
    """How many bytes of so many are equal at a Jaccard similarity."""
    return round(permutations * (similarity + (1 - similarity) * _CHANCE))


def similarities(row: Bytes, rows: Bytes) -> list[Likeness]:
    """The likeness of one fingerprint to each of several, as arrays of `SIZE` bytes."""
    wholes, leads = (_jaccard(rows[:, part], row[part]) for part in (slice(WHOLE), slice(WHOLE, WHOLE + LEAD)))
    mine, theirs = _count(row[np.newaxis]), _count(rows)
    shares = _containment(wholes, mine, theirs)
    shares_of_leads = _containment(leads, np.minimum(mine, _LEAD_SHINGLES), np.minimum(theirs, _LEAD_SHINGLES))
    columns = (column.tolist() for column in (wholes, shares, shares_of_leads))
    return [Likeness(*one) for one in zip(*columns, strict=True)]


def equal_bytes(rows: Bytes, row: Bytes) -> npt.NDArray[np.uint64]:
    """How many bytes of each row equal those of the one; rows are at most 255 times eight bytes wide."""
    # Eight truth values at a time: each byte of a sum counts one column in eight, and their sum is wanted.
    eights = np.ascontiguousarray(rows == row).view(np.uint64).sum(axis=1)
    pairs: npt.NDArray[np.uint64] = (eights & _EVEN_BYTES) + ((eights >> np.uint64(8)) & _EVEN_BYTES)
    counts: npt.NDArray[np.uint64] = (pairs * _SUM_PAIRS) >> np.uint64(48)
    return counts


def equal_in_columns(columns: Bytes, row: Bytes) -> Bytes:
    """How many bytes of each column equal those of the row, which are at most 255; many short columns are fast."""
    counts: Bytes = np.add.reduce((columns == row[:, np.newaxis]).view(np.uint8), axis=0, dtype=np.uint8)
    return counts


def _shingles(words: list[str]) -> set[bytes]:
    return {" ".join(words[i : i + SHINGLE_WORDS]).encode() for i in range(max(1, len(words) - SHINGLE_WORDS + 1))}


def _minima(base: MinHash, shingles: set[bytes]) -> bytes:
    """The lowest bytes of the minima."""
    minhash = MinHash(num_perm=len(base), hashfunc=zlib.crc32, scheme=_SCHEME, permutations=base.permutations)
    minhash.update_batch(sorted(shingles))
    return np.asarray(minhash.hashvalues, dtype=np.uint32).astype(np.uint8).tobytes()


def _jaccard(rows: Bytes, row: Bytes) -> Shares:
    equal = equal_bytes(rows, row) / len(row)
    return np.maximum(0.0, (equal - _CHANCE) / (1 - _CHANCE))


def _containment(jaccard: Shares, mine: Shares, theirs: Shares) -> Shares:
    """How much of the smaller set is in the larger, of sets of these sizes."""
    shared = jaccard / (1 + jaccard) * (mine + theirs)
    return np.minimum(1.0, shared / np.minimum(mine, theirs))


def _count(rows: Bytes) -> Shares:
    """How many shingles the texts have."""
    return np.ascontiguousarray(rows[:, -COUNT:]).view("<u2")[:, 0].astype(np.float64)


def _row(minhash: bytes) -> Bytes:
    return np.frombuffer(minhash, np.uint8)
