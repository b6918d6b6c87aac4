"""The fold that turns findings into events: reports that speak of one contact get one event id, now and later.

What the laws of a fold mean here: the division of the standing reports into events, and the facts of each event, are
a function of the set of readings, whatever the order they arrive in and however they are cut into cycles. Which id an
event has is a matter of history: the first founded keeps it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from schemas.records import EventRevision, Findings, Report, UnrealizedContact
from transforms.events.encoding import changes, restored, whole
from transforms.events.overrides import Override, Unapplied
from transforms.events.readings import newest
from transforms.events.renewal import Renewal
from transforms.events.state import Resolution
from transforms.events.unrealized import as_report
from transforms.uncollected import uncollected


class ResolveFold:
    """(Resolution, findings) → (Resolution, rows of `reports`, `unrealized_contacts` and `event_revisions`).

    The rows are those that are new or have changed. A denial or a plan goes to the event it means: the one that it fits
    clearly better than any other (`matching.DENIAL_LEAD`), unless its own article says that this took place; it founds
    none. If it fits several alike, or none, it goes nowhere, until other reports decide.

    `change` of a revision begins with one of `founded`, `report_added`, `report_withdrawn`, `denial_added`,
    `denial_withdrawn` (or it may mean another event now), `facts_changed`, `merged` (into `merged_into`), `absorbed`
    (another event's reports), `split` (reports left for another event), `withdrawn` (no report says any more that it
    took place: the facts are the last known, `report_count` is 0). Merges, and reports and denials that are added, go
    on to say which one (of several the first) fits the contact by what:
    "report_added: <report_id> fits by people +6.0, days +2.0". What an analyst's decision has changed goes on
    "by override: " with the reason given there.

    Args:
        overrides: the analyst's decisions, applied in this order to what the reports by themselves say. The result
            is as if they had always been known. A decision that is taken back leaves the reports divided as before;
            which of the events then keeps its id is a matter of history.
    """

    def __init__(self, overrides: Sequence[Override] = ()) -> None:
        self.overrides = tuple(overrides)

    def fresh(self) -> Resolution:
        """Nothing known."""
        return Resolution()

    def seeded(
        self, state: Resolution, seeds: Iterable[Report | UnrealizedContact | EventRevision]
    ) -> Resolution:
        """The state that also knows earlier rows of the tables; in any order, repeated, or after inputs."""
        for seed in seeds:
            if isinstance(seed, EventRevision):
                state.ledger.absorb(seed)
            elif isinstance(seed, UnrealizedContact):
                # Nothing tells of an older row whether its article still says so.
                if seed.read_at is not None:
                    state.absorb_row(as_report(seed))
            else:
                state.absorb_row(seed)
        return state

    @uncollected  # A seventh of its time went into a search for cycles, and it leaves none.
    def fold(
        self, state: Resolution, inputs: Iterable[Findings], at: dt.datetime
    ) -> tuple[Resolution, list[Report | UnrealizedContact | EventRevision | Unapplied]]:
        """Take readings in; `at` stamps new revisions and rows that changed without a new reading.

        Names in the decisions that mean nothing are among the outputs, each time.
        """
        state.restore()
        for findings in newest(inputs):
            state.read(findings)
        moved = state.divide()
        moved |= state.judge(self.overrides)
        outputs = [*Renewal(state, at).rows(moved), *state.verdicts.unapplied]
        state.settled(at)
        return state, outputs

    def encode(self, state: Resolution) -> bytes:
        """The state as bytes, the same for equal states; they are as good as all its changes."""
        return whole(state)

    def decode(self, encoded: bytes) -> Resolution:
        """The state that `encode` wrote."""
        return restored([encoded])

    def changes(self, state: Resolution) -> bytes:
        """What has changed since this was last asked: some kilobytes for a report, however large the state."""
        return changes(state)

    def restored(self, changes: Iterable[bytes]) -> Resolution:
        """The state that all its changes make, in their order."""
        return restored(changes)
