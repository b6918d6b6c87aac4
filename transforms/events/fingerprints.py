"""What is kept of an article's text to tell whether another one is its copy: 256 bytes.

Three parts, of folded words:

- 144 bytes of MinHash (Broder 1997) over the shingles of four words of the whole text; of each minimum the lowest byte
  is kept (b-bit minwise hashing, Li and König 2010). The share of equal bytes estimates the Jaccard similarity with a
  standard error of at most 0.042.
- 64 bytes, a Bloom filter with one hash over the words of the text's beginning.
- 48 bytes, where the first 24 words would be in such a filter, and which of them are numbers.

The last two tell how much of one text's lead is anywhere in the other. The lead says what is new: texts that share the
paragraphs of background under it, and its figures, are news of one affair, and copies only if they share the lead too.
"""

from __future__ import annotations

import re
import zlib
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from datasketch import MinHash

from transforms.arabic.orthography import folded

SIZE: Final = 256
"""Bytes of a fingerprint."""
WHOLE: Final = 144
"""Bytes of it that are a MinHash."""
SHINGLE_WORDS: Final = 4
LEAD_WORDS: Final = 24
FILTERED_WORDS: Final = 300
"""Words of a text in the filter; more would fill it, and what is no longer there is hardly another's lead."""

_FILTER: Final = slice(WHOLE, WHOLE + 64)
_FILTER_BITS: Final = 512
_LEAD: Final = slice(WHOLE + 64, SIZE)
_NO_WORD: Final = 0xFFFF
_NUMBER: Final = 0x8000
_PLACE: Final = _FILTER_BITS - 1
_GOLDEN: Final = 0x9E3779B1
"""Knuth's multiplier for hashes of 32 bits."""
_CHANCE: Final = 1 / 256
"""How often two different minima share their lowest byte."""
_SCHEME: Final = "affine32"
_BASE: Final = MinHash(num_perm=WHOLE, hashfunc=zlib.crc32, scheme=_SCHEME)
_WORD: Final = re.compile(r"\w+")
_MONTHS: Final = frozenset(
    folded(
        "يناير فبراير مارس أبريل إبريل مايو يونيو يونيه يوليو يوليوز أغسطس غشت سبتمبر شتنبر أكتوبر نوفمبر نونبر ديسمبر"
        " دجنبر جانفي فيفري أفريل ماي جوان جويلية أوت كانون شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين"
        " محرم صفر ربيع جمادى رجب شعبان رمضان شوال ذو ذي"
    ).split()
)
"""What a number before it is a day of: a day that one outlet names and another leaves out tells no texts apart."""

_EVEN_BYTES: Final = np.uint64(0x00FF00FF00FF00FF)
_SUM_PAIRS: Final = np.uint64(0x0001000100010001)

Bytes = npt.NDArray[np.uint8]


class Likeness(NamedTuple):
    """How alike two texts are, as far as their fingerprints tell."""

    jaccard: float
    """Of the shingles of the whole texts, 0 to 1."""
    shared_lead: float
    """Share of the words of one's lead that are in the other, 0 to 1: the smaller of both directions."""
    new_numbers: int
    """Numbers in either lead that are not in the other text; days of a month are not counted."""


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
    bits = np.zeros(_FILTER_BITS, np.uint8)
    bits[[_place(word) for word in words[:FILTERED_WORDS]]] = 1
    lead = np.full(LEAD_WORDS, _NO_WORD, "<u2")
    for number, word in enumerate(words[:LEAD_WORDS]):
        following = words[number + 1] if number + 1 < len(words) else ""
        lead[number] = _place(word) | (_NUMBER if word[0].isdigit() and following not in _MONTHS else 0)
    return whole.tobytes() + np.packbits(bits).tobytes() + lead.tobytes()


def _place(word: str) -> int:
    # Words that differ in the same way have checksums that differ in the same bits; the product's upper ones do not.
    return (zlib.crc32(word.encode()) * _GOLDEN & 0xFFFFFFFF) >> 23


def is_fingerprint(minhash: bytes) -> bool:
    """Whether these bytes are a fingerprint of this form."""
    if len(minhash) != SIZE:
        return False
    lead = np.frombuffer(minhash[_LEAD], "<u2")
    return bool(np.all((lead == _NO_WORD) | (lead & ~np.uint16(_NUMBER | _PLACE) == 0)))


def jaccard(one: bytes, other: bytes) -> float:
    """The estimated Jaccard similarity, 0 to 1, of two whole texts; 0 when either has no fingerprint."""
    if not (is_fingerprint(one) and is_fingerprint(other)):
        return 0.0
    return similarities(_row(one), _row(other)[np.newaxis])[0].jaccard


def equal_at(similarity: float, permutations: int = WHOLE) -> int:
    """How many bytes of so many are equal at a Jaccard similarity."""
    return round(permutations * (similarity + (1 - similarity) * _CHANCE))


def similarities(row: Bytes, rows: Bytes) -> list[Likeness]:
    """The likeness of one fingerprint to each of several, as arrays of `SIZE` bytes."""
    equal = equal_bytes(rows[:, :WHOLE], row[:WHOLE]) / WHOLE
    mine, news = _shared(row[np.newaxis], rows)
    theirs, others_news = _shared(rows, row[np.newaxis])
    wholes = np.maximum(0.0, (equal - _CHANCE) / (1 - _CHANCE))
    leads = np.minimum(mine, theirs)
    return [
        Likeness(float(whole), float(lead), int(numbers))
        for whole, lead, numbers in zip(wholes, leads, news + others_news, strict=True)
    ]


def _shared(ones: Bytes, others: Bytes) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.intp]]:
    """Which share of the ones' leads is in the others, and how many of their numbers are not; one side may be one."""
    leads = np.ascontiguousarray(ones[:, _LEAD]).view("<u2")
    filters = np.unpackbits(others[:, _FILTER], axis=1)
    count = max(len(leads), len(filters))
    leads, filters = np.broadcast_to(leads, (count, LEAD_WORDS)), np.broadcast_to(filters, (count, _FILTER_BITS))
    present = leads != _NO_WORD
    there = np.take_along_axis(filters, (leads & _PLACE).astype(np.intp), axis=1).astype(bool)
    found = (there & present).sum(axis=1) / present.sum(axis=1)
    # Words that are not there are found as often as a bit of the filter is set.
    filled = filters.mean(axis=1)
    shares = np.clip((found - filled) / np.maximum(1 - filled, 1e-9), 0.0, 1.0)
    return shares, (present & ~there & (leads & _NUMBER != 0)).sum(axis=1)


def equal_bytes(rows: Bytes, row: Bytes) -> npt.NDArray[np.uint64]:
    """How many bytes of each row equal those of the one; rows are at most 255 times eight bytes wide."""
    # Eight truth values at a time: each byte of a sum counts one column in eight, and their sum is wanted.
    eights = np.ascontiguousarray(rows == row).view(np.uint64).sum(axis=1)
    pairs: npt.NDArray[np.uint64] = (eights & _EVEN_BYTES) + ((eights >> np.uint64(8)) & _EVEN_BYTES)
    counts: npt.NDArray[np.uint64] = (pairs * _SUM_PAIRS) >> np.uint64(48)
    return counts


def _row(minhash: bytes) -> Bytes:
    return np.frombuffer(minhash, np.uint8)
