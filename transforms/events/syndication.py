"""Which texts are copies of one another, so that a wire story in five outlets counts as one source.

The method is MinHash (Broder 1997) over shingles of folded words, of which the lowest byte of each minimum is kept
(b-bit minwise hashing, Li and König 2010): 192 bytes over the four-word shingles of the whole text and 64 over the
two-word shingles of its lead, from which the Jaccard similarities of two texts are estimated with a standard error of
at most 0.036 and 0.063. The lead says what is new; texts that share only the paragraphs of background under it are no
copies. Copies are published within days of each other, so a text is compared with all those of the days around its
own, and an undated one with those that report the same: exact where a banded index would miss pairs near the
threshold.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import zlib
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from datasketch import MinHash

from transforms.arabic.orthography import folded

WHOLE: Final = 192
"""Bytes of a MinHash that are of the whole text; the others are of its lead."""
PERMUTATIONS: Final = 256
SHINGLE_WORDS: Final = 4
LEAD_WORDS: Final = 100
LEAD_SHINGLE_WORDS: Final = 2
THRESHOLD: Final = 0.45
"""Least estimated similarity of a copy; `benchmarks/syndication.py` prints what it finds and misses."""
WINDOW_DAYS: Final = 7
"""Days between the publications of a text and its copies."""

_SCHEME: Final = "affine32"
_BASE: Final = MinHash(num_perm=WHOLE, hashfunc=zlib.crc32, scheme=_SCHEME)
_LEAD_BASE: Final = MinHash(num_perm=PERMUTATIONS - WHOLE, hashfunc=zlib.crc32, scheme=_SCHEME)
_CHANCE: Final = 1 / 256
"""How often two different minima share their lowest byte."""
_PERIOD_DAYS: Final = 8
_GLANCE: Final = 64
"""Bytes compared before all are; a pair at the threshold passes with a margin of more than four standard errors."""
_GLANCE_EQUAL: Final = 14
_WORD: Final = re.compile(r"\w+")


def _equal_at(similarity: float, permutations: int) -> int:
    """How many bytes of so many are equal at a similarity."""
    return round(permutations * (similarity + (1 - similarity) * _CHANCE))


class _Least(NamedTuple):
    """Bytes that must be equal in the whole and in the lead."""

    whole: int
    lead: int


_SOON: Final = _Least(_equal_at(THRESHOLD, WHOLE), _equal_at(0.2, PERMUTATIONS - WHOLE))
"""Of another outlet, on the same day or the next, as nearly all copies are."""
_LATER: Final = _Least(_equal_at(0.55, WHOLE), _equal_at(0.3, PERMUTATIONS - WHOLE))
"""Of another outlet, within `WINDOW_DAYS`. Most such texts are the next news of one affair (a trial's next session)."""
_SAME_OUTLET: Final = _Least(_equal_at(0.8, WHOLE), _equal_at(0.7, PERMUTATIONS - WHOLE))
"""Of one outlet, on the same day or the next: the article again at another address. Outlets put their own background
under each piece of news of a day, and reuse their court reports from session to session."""
_SOON_DAYS: Final = 1

_EVEN_BYTES: Final = np.uint64(0x00FF00FF00FF00FF)
_SUM_PAIRS: Final = np.uint64(0x0001000100010001)

_Bytes = npt.NDArray[np.uint8]


def text_minhash(text: str) -> bytes:
    """The MinHash of a text and its lead: 256 bytes, or none for a text without words.

    Spelling differences that `folded` levels, punctuation and line breaks do not change it.
    """
    words = _WORD.findall(folded(text))
    if not words:
        return b""
    lead = _minima(words[:LEAD_WORDS], LEAD_SHINGLE_WORDS, _LEAD_BASE)
    return _minima(words, SHINGLE_WORDS, _BASE) + lead


def _minima(words: list[str], size: int, base: MinHash) -> bytes:
    shingles = {" ".join(words[i : i + size]).encode() for i in range(max(1, len(words) - size + 1))}
    permutations = base.permutations
    minhash = MinHash(hashfunc=zlib.crc32, scheme=_SCHEME, num_perm=len(base), permutations=permutations)
    minhash.update_batch(sorted(shingles))
    return np.asarray(minhash.hashvalues, dtype=np.uint32).astype(np.uint8).tobytes()


def jaccard(one: bytes, other: bytes) -> float:
    """The estimated Jaccard similarity, 0 to 1, of two whole texts; 0 when either has no MinHash of this form."""
    if len(one) != PERMUTATIONS or len(other) != PERMUTATIONS:
        return 0.0
    equal = int(np.count_nonzero(np.frombuffer(one, np.uint8)[:WHOLE] == np.frombuffer(other, np.uint8)[:WHOLE]))
    return max(0.0, (equal / WHOLE - _CHANCE) / (1 - _CHANCE))


def own_id(url: str) -> str:
    """The syndication id of an article that is no copy: `sy_` and twelve hexadecimal digits."""
    return "sy_" + hashlib.sha256(url.encode()).hexdigest()[:12]


class Syndication:
    """The articles at hand and which of them are copies; its answers depend on the set only, not on the order.

    Two articles are alike when whole texts and leads are similar enough and their publications lie `WINDOW_DAYS` or
    less apart, or either day is unknown and they share a subject; articles days apart have to be more similar than
    those of one day, and those of one outlet all but the same. Among articles that are alike through others,
    those with the most likenesses are taken for models, one after the other, and the rest are copies of the model
    they are most alike; so no chain of small changes welds stories together. The syndication id is the smallest of
    the `own_id`s of a model and its copies.
    """

    def __init__(self) -> None:
        self._texts: dict[str, _Text] = {}
        self._shelf = _Shelf()
        self._periods: dict[int, _Bucket] = {}
        self._subjects: dict[str, _Bucket] = {}
        self._undated: dict[str, _Bucket] = {}
        self._alike: dict[str, dict[str, int]] = {}
        self._models: dict[str, str] = {}
        self._copies: dict[str, set[str]] = {}
        self._ids: dict[str, str] = {}
        self._touched: set[str] = set()

    def put(
        self,
        url: str,
        published: dt.date | None,
        minhash: bytes,
        subjects: frozenset[str] = frozenset(),
        outlet: str = "",
    ) -> None:
        """Add an article, or replace what is known of it; `subjects` are what it reports, in few words.

        Without an outlet it is of no other's.
        """
        text = _Text(len(minhash) == PERMUTATIONS, published.toordinal() if published else None, subjects, outlet)
        if url in self._texts:
            if self._texts[url] == text and (not text.comparable or self._shelf.minhash(url) == minhash):
                return
            self.drop(url)
        self._texts[url] = text
        self._touched.add(url)
        if text.comparable:
            for other, equal, equal_lead in self._shelf.similar(np.frombuffer(minhash, np.uint8), self._near(text)):
                least = _least(text, self._texts[other])
                if least is not None and equal >= least.whole and equal_lead >= least.lead:
                    self._alike.setdefault(url, {})[other] = equal
                    self._alike.setdefault(other, {})[url] = equal
            place = self._shelf.add(url, minhash)
            for bucket in self._buckets_of(text):
                bucket.add(place)

    def drop(self, url: str) -> None:
        """Remove an article, if it is there."""
        text = self._texts.pop(url, None)
        if text is None:
            return
        self._touched.add(url)
        if text.comparable:
            place = self._shelf.remove(url)
            for bucket in self._buckets_of(text):
                bucket.remove(place)
        for other in self._alike.pop(url, ()):
            del self._alike[other][url]
            self._touched.add(other)

    def settle(self) -> set[str]:
        """The articles that were added, or whose copies have changed, since the last call."""
        changed: set[str] = set()
        for start in self._touched:
            if start not in self._texts:
                self._models.pop(start, None)
                self._copies.pop(start, None)
                self._ids.pop(start, None)
            elif start not in changed:
                group = self._connected(start)
                changed |= group
                self._divide(group)
        self._touched.clear()
        return changed

    def id_of(self, url: str) -> str:
        """The syndication id of an article, as of the last `settle`."""
        model = self._models.get(url)
        return own_id(url) if model is None else self._ids[model]

    def original(self, url: str) -> str:
        """The first published of the article and its copies."""
        return min(self.copies(url), key=self._age)

    def copies(self, url: str) -> set[str]:
        """The article and all its copies, as of the last `settle`."""
        model = self._models.get(url)
        return {url} if model is None else self._copies[model]

    def _connected(self, url: str) -> set[str]:
        group, ahead = {url}, [url]
        while ahead:
            for other in self._alike.get(ahead.pop(), ()):
                if other not in group:
                    group.add(other)
                    ahead.append(other)
        return group

    def _divide(self, group: set[str]) -> None:
        for url in group:
            self._copies.pop(url, None)
            self._models.pop(url, None)
        if len(group) == 1:
            return  # What is like nothing else is its own model; most texts are.
        for url in sorted(group, key=self._precedence):
            models = [(-equal, other) for other, equal in self._alike.get(url, {}).items() if other in self._copies]
            model = min(models)[1] if models else url
            self._models[url] = model
            self._copies.setdefault(model, set()).add(url)
            self._ids[model] = min(own_id(url), self._ids[model]) if model != url else own_id(url)

    def _age(self, url: str) -> tuple[bool, int, str]:
        day = self._texts[url].day
        return day is None, day or 0, url

    def _precedence(self, url: str) -> tuple[int, bool, int, str]:
        return -len(self._alike.get(url, ())), *self._age(url)

    def _buckets_of(self, text: _Text) -> list[_Bucket]:
        buckets = [self._subjects.setdefault(subject, _Bucket()) for subject in text.subjects]
        if text.day is None:
            buckets += [self._undated.setdefault(subject, _Bucket()) for subject in text.subjects]
        else:
            buckets.append(self._periods.setdefault(text.day // _PERIOD_DAYS, _Bucket()))
        return buckets

    def _near(self, text: _Text) -> list[_Bucket]:
        if text.day is None:
            found = [self._subjects.get(subject) for subject in text.subjects]
        else:
            first, last = ((text.day + days) // _PERIOD_DAYS for days in (-WINDOW_DAYS, WINDOW_DAYS))
            found = [self._periods.get(period) for period in range(first, last + 1)]
            found += [self._undated.get(subject) for subject in text.subjects]
        return [bucket for bucket in found if bucket is not None]


class _Text(NamedTuple):
    comparable: bool
    day: int | None
    subjects: frozenset[str]
    outlet: str


def _least(one: _Text, other: _Text) -> _Least | None:
    """What makes two texts copies; null: too long lies between them."""
    days = 0 if one.day is None or other.day is None else abs(one.day - other.day)
    if one.outlet and one.outlet == other.outlet:
        return _SAME_OUTLET if days <= _SOON_DAYS else None
    if days > WINDOW_DAYS:
        return None
    return _SOON if days <= _SOON_DAYS else _LATER


class _Bucket:
    """A growing set of places on the shelf."""

    def __init__(self) -> None:
        self._places = np.empty(4, np.int32)
        self._count = 0

    def add(self, place: int) -> None:
        if self._count == len(self._places):
            self._places = np.concatenate([self._places, np.empty_like(self._places)])
        self._places[self._count] = place
        self._count += 1

    def remove(self, place: int) -> None:
        where = int(np.flatnonzero(self.places == place)[0])
        self._count -= 1
        self._places[where] = self._places[self._count]

    @property
    def places(self) -> npt.NDArray[np.int32]:
        return self._places[: self._count]


class _Shelf:
    """All MinHashes in one array."""

    def __init__(self) -> None:
        self._glances: _Bytes = np.empty((64, _GLANCE), np.uint8)
        self._rows: _Bytes = np.empty((64, PERMUTATIONS), np.uint8)
        self._urls: list[str] = []
        self._places: dict[str, int] = {}
        self._free: list[int] = []

    def add(self, url: str, minhash: bytes) -> int:
        if self._free:
            place = self._free.pop()
            self._urls[place] = url
        else:
            place = len(self._urls)
            self._urls.append(url)
            if place == len(self._rows):
                self._rows = np.concatenate([self._rows, np.empty_like(self._rows)])
                self._glances = np.concatenate([self._glances, np.empty_like(self._glances)])
        self._rows[place] = np.frombuffer(minhash, np.uint8)
        self._glances[place] = self._rows[place, :_GLANCE]
        self._places[url] = place
        return place

    def minhash(self, url: str) -> bytes:
        """An article's MinHash."""
        return bytes(self._rows[self._places[url]])

    def remove(self, url: str) -> int:
        place = self._places.pop(url)
        self._free.append(place)
        return place

    def similar(self, row: _Bytes, buckets: list[_Bucket]) -> list[tuple[str, int, int]]:
        """Those in the buckets that may be similar enough, and how many bytes of whole and lead are equal."""
        if not buckets:
            return []
        places = np.concatenate([bucket.places for bucket in buckets])
        places = places[_equal_bytes(self._glances[places], row[:_GLANCE]) >= _GLANCE_EQUAL]
        if not len(places):
            return []
        places = np.unique(places)
        equal = _equal_bytes(self._rows[places, :WHOLE], row[:WHOLE])
        enough = equal >= _SOON.whole
        places, equal = places[enough], equal[enough]
        leads = _equal_bytes(self._rows[places, WHOLE:], row[WHOLE:])
        return [
            (self._urls[place], whole, lead)
            for place, whole, lead in zip(places.tolist(), equal.tolist(), leads.tolist(), strict=True)
        ]


def _equal_bytes(rows: _Bytes, row: _Bytes) -> npt.NDArray[np.uint64]:
    """How many bytes of each row equal those of the one."""
    # Eight truth values at a time: each byte of a sum counts one column in eight, up to 32, and their sum is wanted.
    eights = np.ascontiguousarray(rows == row).view(np.uint64).sum(axis=1)
    pairs: npt.NDArray[np.uint64] = (eights & _EVEN_BYTES) + ((eights >> np.uint64(8)) & _EVEN_BYTES)
    counts: npt.NDArray[np.uint64] = (pairs * _SUM_PAIRS) >> np.uint64(48)
    return counts
