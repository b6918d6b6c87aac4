"""Independent or copied? Which texts are copies of one another, so that a wire story in five outlets is one source.

Two texts belong together when one is derived from the other, or both from one source text: most of the body of the
shorter one is the other's words in the other's order, passage by passage, whatever new lead, figure or byline an editor
put in front of it. Such a report is no independent source, though it may tell of something new: what is the same event
is decided from facts, never from words. Texts on the same matter that were written independently share names, titles,
a quoted statement, the phrases of their trade, and that is less than about half of the body; they do not belong
together.

So the likeness of two texts is how much of the shorter one is in the longer, estimated from MinHashes (see
`fingerprints`). A text that is much shorter than the other is not found to be taken from it: an alert of one sentence
is what any desk would write.

Copies are published within days of each other, so a text is compared with all those of the days around its own, and
an undated one with those that report the same: exact where a banded index would miss pairs near the threshold.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from transforms.events.fingerprints import (
    SIZE,
    WHOLE,
    Bytes,
    Likeness,
    equal_at,
    equal_bytes,
    is_fingerprint,
    likeness,
    similarities,
    text_minhash,
)
from transforms.events.linkage import groups

__all__ = ["THRESHOLD", "WINDOW_DAYS", "Syndication", "likeness", "own_id", "text_minhash"]

THRESHOLD: Final = 0.6
"""Least containment of copies, by two and on average in a group. It is of shingles, of which a changed word spoils
four: lightly edited texts share more words than that. `benchmarks/syndication.py` prints what is found with it."""
WINDOW_DAYS: Final = 7
"""Days between the publications of a text and its copies."""

_LEAST_KNOWN: Final = 0.25
"""Jaccard similarity below which two texts count as unlike: too few bytes are equal to say how much is shared. So a
text of less than a quarter of the other's length is no copy of it; `linkage.UNKNOWN` stands for such pairs."""

_FURNITURE: Final = 0.3
"""Share of a text that may be its page's furniture, which other pages of the outlet have too: lists of related news."""
_ALL_BUT_THE_SAME: Final = 0.85
"""Jaccard similarity of one outlet's pages from which they are one text at two addresses."""

_PERIOD_DAYS: Final = 8
_GLANCE: Final = 64
"""Bytes compared before all are."""
_LEAST_EQUAL: Final = equal_at(_LEAST_KNOWN)
_GLANCE_EQUAL: Final = equal_at(_LEAST_KNOWN, _GLANCE) - 6
"""A pair as alike as `_LEAST_KNOWN` passes in nineteen cases of twenty, one at the threshold always."""


def own_id(url: str) -> str:
    """The syndication id of an article that is no copy: `sy_` and twelve hexadecimal digits."""
    return "sy_" + hashlib.sha256(url.encode()).hexdigest()[:12]


class Syndication:
    """The articles at hand and which of them are copies; its answers depend on the set only, not on the order.

    Articles whose publications lie `WINDOW_DAYS` or less apart, or which share a subject where a day is unknown, are
    compared; those that are alike, directly or through others, are divided into groups by average linkage, so that no
    chain of small changes welds stories together. The syndication id of a group is its smallest `own_id`.
    """

    def __init__(self) -> None:
        self._texts: dict[str, _Text] = {}
        self._shelf = _Shelf()
        self._periods: dict[int, _Bucket] = {}
        self._subjects: dict[str, _Bucket] = {}
        self._undated: dict[str, _Bucket] = {}
        self._likeness: dict[str, dict[str, float]] = {}
        self._group: dict[str, set[str]] = {}
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
        text = _Text(is_fingerprint(minhash), published.toordinal() if published else None, subjects, outlet)
        if url in self._texts:
            if self._texts[url] == text and (not text.comparable or self._shelf.minhash(url) == minhash):
                return
            self.drop(url)
        self._texts[url] = text
        self._touched.add(url)
        if text.comparable:
            for other, found in self._shelf.similar(np.frombuffer(minhash, np.uint8), self._near(text)):
                if _days_between(text, self._texts[other]) <= WINDOW_DAYS:
                    value = _likeness(text, self._texts[other], found)
                    self._likeness.setdefault(url, {})[other] = value
                    self._likeness.setdefault(other, {})[url] = value
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
        for other, value in self._likeness.pop(url, {}).items():
            del self._likeness[other][url]
            if value >= THRESHOLD:
                self._touched.add(other)

    def settle(self) -> set[str]:
        """The articles that were added, or whose copies may have changed, since the last call."""
        changed: set[str] = set()
        for start in self._touched:
            if start not in self._texts:
                self._group.pop(start, None)
                self._ids.pop(start, None)
            elif start not in changed:
                connected = self._connected(start)
                changed |= connected
                self._divide(connected)
        self._touched.clear()
        return changed

    def id_of(self, url: str) -> str:
        """The syndication id of an article, as of the last `settle`."""
        return self._ids.get(url) or own_id(url)

    def original(self, url: str) -> str:
        """The first published of the article and its copies."""
        return min(self.copies(url), key=self._age)

    def copies(self, url: str) -> set[str]:
        """The article and all its copies, as of the last `settle`."""
        return self._group.get(url) or {url}

    def likenesses(self, url: str) -> Mapping[str, float]:
        """The articles that are somewhat like this one, and how much."""
        return self._likeness.get(url, {})

    def _connected(self, url: str) -> set[str]:
        group, ahead = {url}, [url]
        while ahead:
            for other, value in self._likeness.get(ahead.pop(), {}).items():
                if value >= THRESHOLD and other not in group:
                    group.add(other)
                    ahead.append(other)
        return group

    def _divide(self, connected: set[str]) -> None:
        for url in connected:
            self._group.pop(url, None)
            self._ids.pop(url, None)
        if len(connected) == 1:
            return  # Most texts are like no other.
        for group in groups(connected, self._likeness, THRESHOLD):
            if len(group) > 1:
                syndication_id = min(map(own_id, group))
                self._ids.update(dict.fromkeys(group, syndication_id))
                self._group.update(dict.fromkeys(group, group))

    def _age(self, url: str) -> tuple[bool, int, str]:
        day = self._texts[url].day
        return day is None, day or 0, url

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


def _days_between(one: _Text, other: _Text) -> int:
    """Days between two publications; 0 when either is unknown."""
    return 0 if one.day is None or other.day is None else abs(one.day - other.day)


def _likeness(one: _Text, other: _Text, found: Likeness) -> float:
    """How much speaks for copies, at most 1; pages of one outlet also share lists of links to its other pieces."""
    if not one.outlet or one.outlet != other.outlet or found.jaccard >= _ALL_BUT_THE_SAME:
        return found.containment
    return found.containment - _FURNITURE


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
    """All fingerprints in one array."""

    def __init__(self) -> None:
        self._glances: Bytes = np.empty((64, _GLANCE), np.uint8)
        self._rows: Bytes = np.empty((64, SIZE), np.uint8)
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
        """An article's fingerprint."""
        return bytes(self._rows[self._places[url]])

    def remove(self, url: str) -> int:
        place = self._places.pop(url)
        self._free.append(place)
        return place

    def similar(self, row: Bytes, buckets: list[_Bucket]) -> list[tuple[str, Likeness]]:
        """Those in the buckets that may be similar enough."""
        if not buckets:
            return []
        places = np.concatenate([bucket.places for bucket in buckets])
        places = places[equal_bytes(self._glances[places], row[:_GLANCE]) >= _GLANCE_EQUAL]
        if not len(places):
            return []
        places = np.unique(places)
        places = places[equal_bytes(self._rows[places, :WHOLE], row[:WHOLE]) >= _LEAST_EQUAL]
        if not len(places):
            return []
        found = similarities(row, self._rows[places])
        return [(self._urls[place], one) for place, one in zip(places.tolist(), found, strict=True)]
