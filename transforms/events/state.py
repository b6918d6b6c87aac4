"""What resolution remembers: the rows that stand in its tables, and what follows from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import msgspec

from schemas.records import Findings, Report
from transforms.events.articles import Articles
from transforms.events.changed import Changed
from transforms.events.columns import Column
from transforms.events.identity import founders
from transforms.events.ledger import Ledger
from transforms.events.mentions import published_day
from transforms.events.overrides import Override
from transforms.events.partition import Partition
from transforms.events.readings import content, dated_like, read_at, stamp, subjects_of
from transforms.events.shelf import Shelf
from transforms.events.syndication import Syndication
from transforms.events.tallies import Tallies
from transforms.events.tally import Tally
from transforms.events.unrealized import statements
from transforms.events.verdicts import Verdicts

FORGET_EMPTY_READINGS = dt.timedelta(days=30)
"""How long it is remembered that an article was read without any report: an older reading may still be on its way."""


class Resolution:
    """The state of `ResolveFold`."""

    def __init__(self) -> None:
        self.rows = Shelf()
        """The latest row of each report in the table."""
        self.wanted: dict[str, Report] = {}
        """Reports as last read, where that is not yet in the table."""
        self.changed = Changed()
        self.ledger = Ledger(self.rows.numbers, self.changed)
        self._tallies = Tallies()
        self._own = Column("b")
        """By the number of a report, whether it was first known from a reading, not from the table."""
        self.former: dict[str, Report] = {}
        """Rows of such reports that turned up in the table after all: their events must be merged with ours."""
        self.articles = Articles(self.rows.numbers)
        self.readings: dict[str, dt.datetime] = {}
        """When articles were last read whose reports do not tell: that reading yielded none. The oldest come first."""
        self.stale_reports: dict[str, None] = {}
        """In the order in which they came, as their rows lie."""
        self.folded = False
        """Whether the fold has dealt with all that was stale since then."""
        self.undivided = False
        """The rows were just restored: nothing of what follows from them is known yet."""
        self.partition = Partition(self.articles)
        self.verdicts = Verdicts()
        self.overridden: set[str] = set()
        """Reports of the contacts that the analyst's decisions named when they were applied last."""
        self.syndication = Syndication(self.articles.urls)

    # --- what is known of reports ----------------------------------------------------------------------

    def report(self, report_id: str) -> Report:
        """A report as last read."""
        return self.wanted.get(report_id) or self.rows[report_id]

    def standing(self, url: str) -> list[Report]:
        """What the last reading of an article yielded."""
        reports = (self.report(report_id) for report_id in self.articles.reports(url))
        return [report for report in reports if report.withdrawn_at is None]

    def read(self, findings: Findings) -> None:
        """Take a reading of an article in, unless a newer one is known."""
        known, made = self._last_read(findings.url), {one.report_id: one for one in statements(findings)}
        if known is not None and findings.detected_at <= known:
            # Of two readings at one time, an accident, one must win wherever they arrive in which order.
            same_time = findings.detected_at == known
            if not same_time or content(made.values()) <= content(self.standing(findings.url)):
                return
        standing = self.standing(findings.url)
        self._note_reading(findings.url, None if made or standing else findings.detected_at)
        for report_id in sorted(made):
            self._want(
                msgspec.structs.replace(
                    made[report_id],
                    url=findings.url,
                    event_id=None,
                    syndication_id="",
                    detected_at=findings.detected_at,
                    read_at=findings.detected_at,
                    withdrawn_at=None,
                )
            )
        for report in standing:
            if report.report_id not in made:
                self._want(
                    msgspec.structs.replace(report, read_at=findings.detected_at, withdrawn_at=findings.detected_at)
                )

    def absorb_row(self, row: Report) -> None:
        """Take in a row of the reports table: only the latest of each report counts."""
        row = row if row.read_at is not None else msgspec.structs.replace(row, read_at=row.detected_at)
        report_id = row.report_id
        self.changed.report(report_id)
        known = self.rows.get(report_id)
        if known is None or stamp(row) > stamp(known):
            self.rows[report_id] = row
            self._hold(row)
            self._count(row, is_new=known is None)
            if known is not None and self.is_own(report_id):
                self.former[report_id] = known
            last_read = self.wanted.get(report_id) or known
            if last_read is not None and read_at(last_read) > read_at(row):
                self.wanted[report_id] = last_read
            else:
                self.wanted.pop(report_id, None)
        else:
            if read_at(row) > read_at(self.report(report_id)):
                self.wanted[report_id] = row
            former = self.former.get(report_id)
            if self.is_own(report_id) and (former is None or stamp(row) > stamp(former)):
                self.former[report_id] = row
        self.articles.file(row.url, report_id)
        self.stale_reports[report_id] = None
        last = self._last_read(row.url) or read_at(row)
        if self.readings.get(row.url, last) < last:
            self._note_reading(row.url, None)
        for report in self.standing(row.url):
            if read_at(report) < last:
                self._want(msgspec.structs.replace(report, read_at=last, withdrawn_at=last))

    def _last_read(self, url: str) -> dt.datetime | None:
        told = [read_at(self.report(report_id)) for report_id in self.articles.reports(url)]
        if url in self.readings:
            told.append(self.readings[url])
        return max(told, default=None)

    def _note_reading(self, url: str, at: dt.datetime | None) -> None:
        if self.readings.pop(url, None) is not None or at is not None:
            self.changed.reading(url)
        if at is not None:
            self.readings[url] = at

    def _want(self, report: Report) -> None:
        self.wanted[report.report_id] = report
        self.articles.file(report.url, report.report_id)
        self.stale_reports[report.report_id] = None
        self.changed.report(report.report_id)

    def take(self, report_id: str) -> Report | None:
        """A report as last read, if that is not in the table, where it is about to be."""
        wanted = self.wanted.pop(report_id, None)
        if wanted is not None:
            self.changed.report(report_id)
        return wanted

    def is_own(self, report_id: str) -> bool:
        """Whether a report was first known from a reading, not from the table."""
        number = self.rows.numbers.get(report_id)
        return number is not None and self._own.get(number) == 1

    def note_own(self, report_id: str) -> None:
        """Note that it was."""
        number = self.rows.numbers.made(report_id)
        self._own.put(number, 1)

    # --- what follows ----------------------------------------------------------------------------------

    def restore(self) -> None:
        """Work out what follows from restored rows."""
        if not self.undivided:
            return
        self.undivided = False
        stale, self.stale_reports = self.stale_reports, dict.fromkeys([*self.rows, *self.wanted])
        self.divide()
        if not stale and not self.ledger.stale:
            self.stale_reports = {}

    def divide(self) -> set[str]:
        """Bring copies and contacts up to date; gives the reports that are new, gone or elsewhere."""
        urls = {self.report(report_id).url: None for report_id in self.stale_reports}
        standing_of = {url: self.standing(url) for url in urls}
        for url, standing in standing_of.items():
            if standing:
                minhash = next((report.text_minhash for report in standing if report.text_minhash), b"")
                day = published_day(standing[0])
                self.syndication.put(url, day, minhash, subjects_of(standing), standing[0].outlet)
            else:
                self.syndication.drop(url)
        # A report may have changed though its text did not: its copies take its days.
        changed = urls | dict.fromkeys(sorted(self.syndication.settle() - urls.keys()))
        for url in urls:
            if self.syndication.original(url) == url:
                changed.update(dict.fromkeys(self.syndication.copies(url)))
        for report_id in self.stale_reports:
            if self.report(report_id).withdrawn_at is not None:
                self.partition.drop(report_id)
        for url in changed:
            standing = standing_of[url] if url in standing_of else self.standing(url)
            if not standing:
                continue
            syndication_id = self.syndication.id_of(url)
            original = self.syndication.original(url)
            originals = self.standing(original) if original != url else []
            copied = published_day(originals[0]) if originals else None
            for report in standing:
                self.partition.put(dated_like(report, originals), syndication_id, published_day(report) or copied)
        touched = {report_id for url in changed for report_id in self.articles.reports(url)}
        return touched | self.partition.settle()

    def judge(self, overrides: Sequence[Override]) -> set[str]:
        """Apply the analyst's decisions to the contacts; gives the reports that may be elsewhere by them."""
        moved = self.verdicts.settle(overrides, self.partition, self._asserts, self._is_known, self._founders)
        named = self.verdicts.reports()
        moved |= {key for key in self.overridden - named if key in self.rows or key in self.wanted}
        self.overridden = named
        return moved

    def _is_known(self, name: str) -> bool:
        return name in self.rows or name in self.wanted or name in self.ledger.revisions

    def _founders(self, event_ids: set[str]) -> dict[str, str]:
        """Event to the report that founded it, unless that is of another event now."""
        ledger = self.ledger
        current = {ledger.current_id(event_id) for event_id in event_ids}
        found = founders(event_ids, ledger.held(event_ids | current))
        if len(found) < len(event_ids):  # Events that are none by decision hold nothing.
            without = (report_id for report_id in self.articles if ledger.event_of(report_id) is None)
            found |= founders(event_ids - found.keys(), without)
        return {
            name: report_id
            for name, report_id in found.items()
            if (event_id := ledger.event_of(report_id)) is None
            or ledger.current_id(event_id) == ledger.current_id(name)
        }

    def _asserts(self, report_id: str) -> bool:
        return self.partition.asserts(report_id)

    def home(self, report_id: str) -> str | None:
        """The contact a report is of, decisions applied; null for none."""
        return self.verdicts.home(self.partition, report_id)

    def members(self, contact: str) -> set[str]:
        """The reports of a contact, decisions applied."""
        return self.verdicts.members(self.partition, contact)

    def tally(self, event_id: str, contact: str) -> Tally:
        """What the reports of an event say, whose rows are those of the contact."""
        found = self._tallies.get(event_id)
        if found is None:
            found = Tally(map(self.report, self.rows.as_they_lie(self.members(contact))))
            self._tallies.keep(event_id, found)
        return found

    def record(self, known: Report | None, row: Report) -> None:
        """Take note of a new row that goes to the table, where `known` stood before."""
        self.rows[row.report_id] = row
        if known is None:
            self.note_own(row.report_id)
        left = self.ledger.hold(row.report_id, row.event_id)
        self.changed.report(row.report_id)
        if known is not None and row.event_id is not None and left == {row.event_id} and _is_renamed(known, row):
            if row.status != "planned":
                self._tallies.rename(row.event_id, known.syndication_id, row.syndication_id)
            return
        for event_id in left:
            self._tallies.drop(event_id)
        self._count(row, is_new=True)

    def _count(self, row: Report, *, is_new: bool) -> None:
        """Have a row in the tally of its event, which is not there if it is new."""
        if row.event_id is None:
            return
        if is_new and row.withdrawn_at is None:
            self._tallies.add(row.event_id, row)
        elif not is_new:
            self._tallies.drop(row.event_id)

    def _hold(self, row: Report) -> None:
        for event_id in self.ledger.hold(row.report_id, row.event_id):
            self._tallies.drop(event_id)

    def follow_merges(self) -> None:
        """File the reports of merged events under the id that stands, and those of two histories under both ids."""
        for report_id, former in self.former.items():
            if former.event_id is not None:
                self.ledger.take_over(former.event_id, report_id)
            self.changed.report(report_id)
        self.former.clear()
        events = (self.ledger.event_of(report_id) for report_id in self.stale_reports)
        self.ledger.follow_merges({event_id for event_id in events if event_id is not None})

    def settled(self, at: dt.datetime) -> None:
        """Note that the fold has dealt with all that was stale."""
        self.stale_reports.clear()
        self.ledger.stale.clear()
        self.ledger.absorbing.clear()
        self.folded = True
        self.forget(at)

    # --- keeping ---------------------------------------------------------------------------------------

    def forget(self, at: dt.datetime) -> None:
        """Let go of readings that yielded nothing, once none that is older can still be on its way."""
        while self.readings:
            url, read = next(iter(self.readings.items()))
            if at - read <= FORGET_EMPTY_READINGS:
                break
            self._note_reading(url, None)


def _is_renamed(known: Report, row: Report) -> bool:
    """Whether a standing report's new row differs only in whose copy its text is, as far as its event's facts go."""
    return row.withdrawn_at is None and row == msgspec.structs.replace(
        known, syndication_id=row.syndication_id, detected_at=row.detected_at, read_at=row.read_at
    )
