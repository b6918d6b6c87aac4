"""Independent or copied? Which texts are copies of one another, so that a wire story in five outlets is one source.

Two texts belong together when one is derived from the other, or both from one source text: most of the body of the
shorter one is the other's words in the other's order, passage by passage, whatever new lead, figure or byline an editor
put in front of it. Such a report is no independent source, though it may tell of something new: what is the same event
is decided from facts, never from words. Texts on the same matter that were written independently share names, titles,
a quoted statement, the phrases of their trade, a paragraph of background at the end, and that is less than about half
of the body; they do not belong together.

So the likeness of two texts is what they have in common of all that both say, estimated from MinHashes (see
`fingerprints`), or how much of the one is in the other, which finds a wire story in a longer piece. What is new stands
at the head of news and what is known at its end: the first words count beside the whole, and texts that share little of
them must share more of the rest. A text that is much shorter than the other is not found to be taken from it: an alert
of one sentence is what any desk would write.

Copies are published within days of each other, so a text is compared with all those of the days around its own, and
an undated one with those that report the same: exact where a banded index would miss pairs near the threshold.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Final, NamedTuple

from transforms.events.columns import NONE, Column
from transforms.events.fingerprints import Likeness, is_fingerprint, likeness, text_minhash
from transforms.events.linkage import groups
from transforms.events.links import Links
from transforms.events.nearby_texts import Bucket, NearbyTexts
from transforms.events.numbers import Numbers

__all__ = ["THRESHOLD", "WINDOW_DAYS", "Syndication", "likeness", "own_id", "text_minhash"]

THRESHOLD: Final = 0.6
"""Least likeness of copies, by two and on average in a group: what is above speaks for copies, what is below not."""
WINDOW_DAYS: Final = 7
"""Days between the publications of a text and its copies."""

# What copies have at least, of shingles, of which a changed word spoils four: lightly edited texts share more words
# than that. Chosen with `benchmarks/syndication.py`.
_COMMON: Final = 0.4
"""Jaccard similarity of texts published within a day."""
_COMMON_LEAD: Final = 0.55
"""How much of the first words, too; what is missing of it must be there of the whole."""
_COMMON_ANYHOW: Final = 0.5
"""Jaccard similarity that suffices whatever the first words are."""
_COMMON_LATER: Final = 0.6
"""Jaccard similarity of texts two or more days apart: what is printed again then is so as a whole, while a sequel
(another session in court) repeats parts."""
_TAKEN: Final = 0.75
"""How much of the one is in the other, of all and of the first words on average, which makes copies of texts published
within a day, however much longer one is."""
_NEXT_DAY: Final = 0.04
"""How much more it is on the next day: there may be other news of the same matter by then."""
_STEEPNESS: Final = 2
"""How much more Jaccard similarities count: they differ less."""
_ONE_PAGE, _ONE_PAGE_LATER = 0.85, 0.95
"""Jaccard similarity of one outlet's pages from which they are one text at two addresses, within a day and later: its
pages also share lists of links to its other pieces, and it repeats itself."""

_PERIOD_DAYS: Final = 8
_NO_DAY: Final = 0


def own_id(url: str) -> str:
    """The syndication id of an article that is no copy: `sy_` and twelve hexadecimal digits."""
    return id_of_bits(int.from_bytes(hashlib.sha256(url.encode()).digest()[:6]))


def id_of_bits(number: int) -> str:
    """The syndication id of 48 bits."""
    return f"sy_{number:012x}"


def bits_of_id(syndication_id: str) -> int:
    """The 48 bits of a syndication id."""
    return int(syndication_id[3:], 16)


class Syndication:
    """The articles at hand and which of them are copies; its answers depend on the set only, not on the order.

    Articles whose publications lie `WINDOW_DAYS` or less apart, or which share a subject where a day is unknown, are
    compared; those that are alike, directly or through others, are divided into groups by average linkage, so that no
    chain of small changes welds stories together. The syndication id of a group is its smallest `own_id`.
    """

    def __init__(self, urls: Numbers | None = None) -> None:
        """`urls` numbers the articles, perhaps with others."""
        self._urls = Numbers() if urls is None else urls
        self._texts = _Texts()
        self._nearby = NearbyTexts()
        self._periods: dict[int, Bucket] = {}
        self._subjects: dict[str, Bucket] = {}
        self._undated: dict[str, Bucket] = {}
        self._links = Links()
        self._ids = Column("q")
        """The bits of the syndication ids of articles that have copies; and of the copies the next, in a ring."""
        self._next = Column("i")
        self._originals = Column("i")
        """Of those the first published."""
        self._touched: set[int] = set()

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
        text = _Text(is_fingerprint(minhash), published.toordinal() if published else _NO_DAY, subjects, outlet)
        number = self._urls.made(url)
        known = self._texts.get(number)
        if known is not None:
            if known == text and (not text.comparable or self._nearby.minhash(number) == minhash):
                return
            self.drop(url)
        self._texts.put(number, text)
        self._touched.add(number)
        if text.comparable:
            for other, found in self._nearby.similar(minhash, self._near(text)).items():
                compared = self._texts[other]
                if _days_between(text, compared) <= WINDOW_DAYS:
                    self._links.add(number, other, _likeness(text, compared, found))
            self._nearby.add(number, minhash, self._buckets_of(text))

    def drop(self, url: str) -> None:
        """Remove an article, if it is there."""
        number = self._urls.get(url)
        text = self._texts.get(number) if number is not None else None
        if number is None or text is None:
            return
        self._texts.drop(number)
        self._touched.add(number)
        if text.comparable:
            self._nearby.remove(number, self._buckets_of(text))
        for other, value in self._links.pop(number).items():
            if value >= THRESHOLD:
                self._touched.add(other)

    def settle(self) -> set[str]:
        """The articles that were added, or whose id or original is another, since the last call."""
        changed, seen = set(self._touched), set[int]()
        for start in self._touched:
            if start not in self._texts:
                self._ids.put(start, NONE)
            elif start not in seen:
                connected = self._connected(start)
                seen |= connected
                before = {number: self._standing(number) for number in connected}
                self._divide(connected)
                changed.update(number for number, was in before.items() if self._standing(number) != was)
        self._touched.clear()
        return self._named(changed)

    def id_of(self, url: str) -> str:
        """The syndication id of an article, as of the last `settle`."""
        number = self._urls.get(url)
        bits = NONE if number is None else self._ids.get(number)
        return own_id(url) if bits == NONE else id_of_bits(bits)

    def original(self, url: str) -> str:
        """The first published of the article and its copies, as of the last `settle`."""
        number = self._urls.get(url)
        if number is None or self._ids.get(number) == NONE:
            return url
        return self._urls.name(self._originals[number])

    def copies(self, url: str) -> set[str]:
        """The article and all its copies, as of the last `settle`."""
        group = self._group_of(url)
        return self._named(group) if group else {url}

    def _standing(self, number: int) -> tuple[int, int]:
        """The bits of an article's id and its original's number; `NONE` where it has no copies."""
        bits = self._ids.get(number)
        return (bits, self._originals[number]) if bits != NONE else (NONE, NONE)

    def _group_of(self, url: str) -> list[int]:
        """The numbers of an article and its copies; none when it has none."""
        number = self._urls.get(url)
        if number is None or self._ids.get(number) == NONE:
            return []
        group = [number]
        while (following := self._next[group[-1]]) != number:
            group.append(following)
        return group

    def _named(self, numbers: Iterable[int]) -> set[str]:
        return {self._urls.name(number) for number in numbers}

    def _connected(self, number: int) -> set[int]:
        group, ahead = {number}, [number]
        while ahead:
            for other, value in self._links.of(ahead.pop()).items():
                if value >= THRESHOLD and other not in group:
                    group.add(other)
                    ahead.append(other)
        return group

    def _divide(self, connected: set[int]) -> None:
        for number in connected:
            self._ids.put(number, NONE)
        if len(connected) == 1:
            return  # Most texts are like no other.
        names = {number: self._urls.name(number) for number in connected}
        graph = {
            name: {names[other]: value for other, value in self._links.of(number).items() if other in names}
            for number, name in names.items()
        }
        for group in groups(graph, graph, THRESHOLD):
            if len(group) > 1:
                bits = bits_of_id(min(map(own_id, group)))
                numbers = [self._urls.made(url) for url in group]
                # Those without a day come last.
                days = ((self._texts.day(number), self._urls.name(number), number) for number in numbers)
                original = min((day == _NO_DAY, day, name, number) for day, name, number in days)[3]
                for number, following in zip(numbers, [*numbers[1:], numbers[0]], strict=True):
                    self._ids.put(number, bits)
                    self._next.put(number, following)
                    self._originals.put(number, original)

    def _buckets_of(self, text: _Text) -> list[Bucket]:
        buckets = [self._subjects.setdefault(subject, Bucket()) for subject in text.subjects]
        if text.day == _NO_DAY:
            buckets += [self._undated.setdefault(subject, Bucket()) for subject in text.subjects]
        else:
            buckets.append(self._periods.setdefault(text.day // _PERIOD_DAYS, Bucket()))
        return buckets

    def _near(self, text: _Text) -> list[Bucket]:
        if text.day == _NO_DAY:
            found = [self._subjects.get(subject) for subject in text.subjects]
        else:
            first, last = ((text.day + days) // _PERIOD_DAYS for days in (-WINDOW_DAYS, WINDOW_DAYS))
            found = [self._periods.get(period) for period in range(first, last + 1)]
            found += [self._undated.get(subject) for subject in text.subjects]
        return [bucket for bucket in found if bucket is not None]


class _Text(NamedTuple):
    comparable: bool
    day: int
    """Of publication, a proleptic ordinal."""
    subjects: frozenset[str]
    outlet: str


class _Texts:
    """What is known of the articles, by their numbers: in columns, since there are many."""

    def __init__(self) -> None:
        self._comparable = Column("b")
        self._days = Column("i")
        self._subjects = Column("i")
        """Numbers of sets of subjects, `NONE` for numbers of no article here; and of outlets."""
        self._outlets = Column("i")
        self._sets: list[frozenset[str]] = []
        self._numbers: dict[frozenset[str], int] = {}
        self._named = Numbers()

    def __contains__(self, number: int) -> bool:
        return bool(self._subjects.get(number) != NONE)

    def __getitem__(self, number: int) -> _Text:
        text = self.get(number)
        if text is None:
            raise KeyError(number)
        return text

    def day(self, number: int) -> int:
        """When an article that was here was published."""
        return int(self._days[number])

    def get(self, number: int) -> _Text | None:
        """An article, if it is here."""
        subjects = self._subjects.get(number)
        if subjects == NONE:
            return None
        return _Text(
            bool(self._comparable[number]),
            self._days[number],
            self._sets[subjects],
            self._named.name(self._outlets[number]),
        )

    def put(self, number: int, text: _Text) -> None:
        """Add an article, or replace it."""
        subjects = self._numbers.setdefault(text.subjects, len(self._sets))
        if subjects == len(self._sets):
            self._sets.append(text.subjects)
        self._comparable.put(number, text.comparable)
        self._days.put(number, text.day)
        self._subjects.put(number, subjects)
        self._outlets.put(number, self._named.made(text.outlet))

    def drop(self, number: int) -> None:
        """Remove an article."""
        self._subjects[number] = NONE


def _days_between(one: _Text, other: _Text) -> int:
    """Days between two publications; 0 when either is unknown."""
    return 0 if _NO_DAY in (one.day, other.day) else abs(one.day - other.day)


def _likeness(one: _Text, other: _Text, found: Likeness) -> float:
    """How much speaks for copies, at most 1."""
    days = _days_between(one, other)
    is_later = days > 1
    if one.outlet and one.outlet == other.outlet and found.jaccard < (_ONE_PAGE_LATER if is_later else _ONE_PAGE):
        return 0.0
    if is_later:
        margin = _STEEPNESS * (found.jaccard - _COMMON_LATER)
    else:
        wanted = min(_COMMON_ANYHOW, _COMMON + max(0.0, _COMMON_LEAD - found.lead))
        taken = (found.containment + found.lead) / 2
        margin = max(_STEEPNESS * (found.jaccard - wanted), taken - _TAKEN - _NEXT_DAY * days)
    return min(1.0, max(0.0, THRESHOLD + margin))
