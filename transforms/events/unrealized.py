"""What was planned or denied, in the form of a report: resolution asks of both what contact they speak of.

Only in the tables are they apart, so that `reports` has nothing but what somebody says took place.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from schemas.records import Findings, Report, UnrealizedContact
from transforms.events.tally import NOT_ASSERTED


class Unrealized(Report, frozen=True, kw_only=True):
    """A row of `unrealized_contacts` within resolution; its `status` is one of `NOT_ASSERTED`, no other report's is."""

    text_sha256: str


_SHARED: Final = tuple(
    name for name in UnrealizedContact.__struct_fields__ if name in Unrealized.__struct_fields__
)

_REPORTS: Final = msgspec.msgpack.Decoder(Report)
_UNREALIZED: Final = msgspec.msgpack.Decoder(Unrealized)


def statements(findings: Findings) -> tuple[Report, ...]:
    """All that a reading says, what is planned or denied among it."""
    if not findings.unrealized:
        return findings.reports
    return (*findings.reports, *map(as_report, findings.unrealized))


def as_report(contact: UnrealizedContact) -> Unrealized:
    """A row in the form of a report."""
    return Unrealized(report_id=contact.claim_id, role="primary", confidence=0.0, **_shared(contact))


def as_row(report: Report) -> Report | UnrealizedContact:
    """The row that a report is in its table."""
    if not isinstance(report, Unrealized):
        return report
    return UnrealizedContact(claim_id=report.report_id, **_shared(report))


def decoded(packed: bytes) -> Report:
    """The report, or what is planned or denied, that was packed as MessagePack."""
    report = _REPORTS.decode(packed)
    if report.status not in NOT_ASSERTED:
        return report
    try:
        return _UNREALIZED.decode(packed)
    except msgspec.ValidationError:
        return report  # The contract lets rows of `reports` say so too, though no version of the program wrote such.


def _shared(record: UnrealizedContact | Unrealized) -> dict[str, Any]:
    return {name: getattr(record, name) for name in _SHARED}
