"""What the reports of one event say, counted: enough to state its facts without reading its reports again.

Texts and reports are numbered as they come, and which of them say what is kept in the bits of one integer for each
value, so that a report is added in a step, and an event of hundreds of reports takes some kilobytes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Set
from itertools import compress
from typing import Any, Final, TypeVar

import msgspec

from schemas.records import Participant, Report
from transforms.events.countries import city
from transforms.events.mentions import founding_order, published_day

NOT_ASSERTED: Final = frozenset({"denied", "planned"})

Span = tuple[dt.date, dt.date]

Bits = int
"""A set of small numbers."""

K = TypeVar("K")

_ENCODER: Final = msgspec.msgpack.Encoder()
_REPORTS: Final = msgspec.msgpack.Decoder(list[str])
_TEXTS: Final = msgspec.msgpack.Decoder(list[str | None])
"""By place; null where a text was found to be another one."""


class Tally:
    """The reports of one event, counted. The order in which they are added does not matter; none can be taken out.

    Only that a text turns out to be a copy of another, and takes its id, is followed (`rename`).
    """

    __slots__ = (
        "_denied_by_outlet",
        "_denying",
        "_groups",
        "_places_of_texts",
        "_renamed",
        "_reports",
        "_reports_of_texts",
        "_texts_of_outlet",
        "cameo_codes",
        "cited_sources",
        "cities",
        "claimed",
        "confirmed",
        "countries",
        "first",
        "first_limit",
        "first_told",
        "initiators",
        "last",
        "modes",
        "people",
        "places",
        "seen",
        "spans",
        "telling",
        "titles",
        "topics",
    )  # fmt: skip

    def __init__(self, reports: Iterable[Report] = ()) -> None:
        self._places_of_texts: dict[str, int] = {}
        self._reports_of_texts: list[int] = []
        """How many, by the place of the text."""
        self._renamed: dict[tuple[str, str], int] = {}
        """Former and new id of a text to how many of its reports have the new one."""
        self._texts_of_outlet: dict[str, Bits] = {}
        self._groups: list[Bits] = []
        """The independent sources, each with all its texts."""
        # The same for those that deny it.
        self._denied_by_outlet: dict[str, Bits] = {}
        self._denying: list[Bits] = []
        self._reports: list[str] = []
        """Those that claim anything."""
        self.telling = 0
        """Reports that say that the contact took place; everything below but `claimed` is of those."""
        self.confirmed = False
        self.first: dt.datetime | None = None
        self.last: dt.datetime | None = None
        """Of the times of publication."""
        self.first_told: dt.date | None = None
        self.first_limit: dt.date | None = None
        """Earliest last possible day, of those that give no first one."""
        self.titles: dict[bool, tuple[tuple[bool, float, str], str]] = {}
        """Whether it is the title of an article whose subject the contact is, to the founding order and the title of
        the first such report."""
        # Value to the texts that give it; all copies of a text are one, by their syndication id.
        self.modes: dict[str, Bits] = {}
        self.cameo_codes: dict[tuple[str, str], Bits] = {}
        """By mode and code."""
        self.countries: dict[str, Bits] = {}
        self.cities: dict[tuple[str | None, str], Bits] = {}
        """By country and city; `places` by country and place as reported."""
        self.places: dict[tuple[str | None, str], Bits] = {}
        self.topics: dict[str, Bits] = {}
        self.initiators: dict[str, Bits] = {}
        self.spans: dict[Span, Bits] = {}
        self.people: dict[str, Bits] = {}
        self.seen: dict[Participant, int] = {}
        """How many reports describe a participant so."""
        self.cited_sources: set[str] = set()
        self.claimed: dict[tuple[str, str], Bits] = {}
        """Field and value to the reports that give it."""
        for report in reports:
            self.add(report)

    def __getstate__(self) -> tuple[Any, ...]:
        # Tallies are put away and taken back all the time, and most of one is ids.
        texts: list[str | None] = [None] * len(self._reports_of_texts)
        for name, place in self._places_of_texts.items():
            texts[place] = name
        ids = _ENCODER.encode(self._reports), _ENCODER.encode(texts)
        return ids, [getattr(self, name) for name in _COUNTED]

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        (reports, texts), counted = state
        self._reports = _REPORTS.decode(reports)
        self._places_of_texts = {name: place for place, name in enumerate(_TEXTS.decode(texts)) if name is not None}
        for name, value in zip(_COUNTED, counted, strict=True):
            setattr(self, name, value)

    @property
    def sources(self) -> int:
        """How many independent sources tell of it."""
        return len(self._groups)

    @property
    def denials(self) -> int:
        """How many independent sources deny it."""
        return len(self._denying)

    @property
    def outlets(self) -> Set[str]:
        """Those that tell of it."""
        return self._texts_of_outlet.keys()

    def support(self, texts: Bits) -> tuple[int, int]:
        """How many independent sources these texts are of, and how many texts they are.

        Reports of one syndication id are one text. The texts of one outlet are of one source, as are those of all
        outlets that printed one text: who copies another's report has no source of his own to set against it.
        """
        return sum(1 for group in self._groups if group & texts), texts.bit_count()

    def add(self, report: Report) -> None:
        """Count a report that was not counted before."""
        if report.status == "planned":
            return
        this = 1 << len(self._reports)
        self._reports.append(report.report_id)
        _mark(self.claimed, ("status", report.status), this)
        place = self._places_of_texts.setdefault(report.syndication_id, len(self._reports_of_texts))
        if place == len(self._reports_of_texts):
            self._reports_of_texts.append(0)
        self._reports_of_texts[place] += 1
        text = 1 << place
        if report.status == "denied":
            self._denying = _with_text(self._denying, self._denied_by_outlet, report.outlet, text)
            return
        self.telling += 1
        self.confirmed |= report.status == "confirmed"
        self._groups = _with_text(self._groups, self._texts_of_outlet, report.outlet, text)
        self._add_title(report)
        self._add_days(report, text, this)
        self._add_place(report, text, this)
        _mark(self.modes, report.mode, text)
        _mark(self.cameo_codes, (report.mode, report.cameo_code), text)
        for topic in report.topics:
            _mark(self.topics, topic, text)
        if report.initiator:
            _mark(self.initiators, report.initiator, text)
            _mark(self.claimed, ("initiator", report.initiator), this)
        for participant in report.participants:
            _mark(self.people, participant.person_id, text)
            self.seen[participant] = self.seen.get(participant, 0) + 1
        self.cited_sources.update(report.cited_sources)

    def rename(self, before: str, after: str) -> None:
        """Note that a report that was counted has another syndication id now; `settle` has the tally follow."""
        self._renamed[before, after] = self._renamed.get((before, after), 0) + 1

    def settle(self) -> bool:
        """Follow what was renamed; gives false, and is of no use any more, where only some reports of a text were."""
        renamed, self._renamed = self._renamed, {}
        taken = {after for _, after in renamed}
        for (before, _), count in renamed.items():
            place = self._places_of_texts.get(before)
            if place is None or count != self._reports_of_texts[place] or before in taken:
                return False
        for before, after in renamed:
            self._take(self._places_of_texts.pop(before), after)
        return True

    def _take(self, place: int, name: str) -> None:
        """Have a text be the one of this name."""
        kept = self._places_of_texts.setdefault(name, place)
        if kept == place:
            return
        self._reports_of_texts[kept] += self._reports_of_texts[place]
        gone, there = 1 << place, 1 << kept
        for name_of_field in _OF_TEXTS:
            texts: dict[Any, Bits] = getattr(self, name_of_field)
            for value, bits in texts.items():
                if bits & gone:
                    texts[value] = bits ^ gone | there
        self._groups = _joined(self._groups, gone, there)
        self._denying = _joined(self._denying, gone, there)

    def values(self, field: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The values claimed for a field, in order, each with the reports that give it, in the order of their ids."""
        for name, value in sorted(self.claimed):
            if name == field:
                bits = map("1".__eq__, reversed(f"{self.claimed[name, value]:b}"))
                yield value, tuple(sorted(compress(self._reports, bits)))

    def _add_title(self, report: Report) -> None:
        if report.title:
            primary, order = report.role == "primary", founding_order(report)
            known = self.titles.get(primary)
            if known is None or order < known[0]:
                self.titles[primary] = order, report.title

    def _add_days(self, report: Report, text: Bits, this: Bits) -> None:
        published = report.published_at
        if published is not None:
            self.first = published if self.first is None else min(self.first, published)
            self.last = published if self.last is None else max(self.last, published)
        told = published_day(report)
        if told is not None:
            self.first_told = told if self.first_told is None else min(self.first_told, told)
        if report.event_start is not None:
            span = report.event_start, max(report.event_end or report.event_start, report.event_start)
            _mark(self.spans, span, text)
            _mark(self.claimed, ("days", span_text(span)), this)
        elif report.event_end is not None:
            self.first_limit = report.event_end if self.first_limit is None else min(self.first_limit, report.event_end)

    def _add_place(self, report: Report, text: Bits, this: Bits) -> None:
        country = report.place_country
        if country:
            _mark(self.countries, country, text)
            _mark(self.claimed, ("place_country", country), this)
        if report.place:
            _mark(self.places, (country, report.place), text)
        named = city(report)
        if named:
            _mark(self.cities, (country, named), text)
            _mark(self.claimed, ("place", named), this)


_COUNTED: Final = tuple(name for name in Tally.__slots__ if name not in {"_places_of_texts", "_reports"})
_OF_TEXTS: Final = (
    "_denied_by_outlet", "_texts_of_outlet", "cameo_codes", "cities", "countries", "initiators", "modes", "people",
    "places", "spans", "topics",
)  # fmt: skip
"""What is kept as bits of texts."""


def _with_text(groups: list[Bits], texts_of_outlet: dict[str, Bits], outlet: str, text: Bits) -> list[Bits]:
    """The independent sources when an outlet has brought a text; its texts are noted."""
    known = texts_of_outlet.get(outlet, 0)
    if known & text:
        return groups
    texts_of_outlet[outlet] = joined = known | text
    apart = []
    for group in groups:
        if group & joined:
            joined |= group
        else:
            apart.append(group)
    return [*apart, joined]


def _joined(groups: list[Bits], gone: Bits, there: Bits) -> list[Bits]:
    """The independent sources when a text is found to be another one."""
    both = [group for group in groups if group & (gone | there)]
    if not both:
        return groups
    joined = there
    for group in both:
        joined |= group
    return [*(group for group in groups if not group & (gone | there)), joined & ~gone]


def _mark(texts: dict[K, Bits], value: K, more: Bits) -> None:
    texts[value] = texts.get(value, 0) | more


def span_text(span: Span) -> str:
    """ISO 8601: a day, or an interval of days."""
    first, last = span
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"
