"""Messages of leaders that somebody handed over: التقى بيرنز ناريشكين وسلمه رسالة من بايدن."""

from __future__ import annotations

from typing import Final

from transforms.contacts.both import BothParties
from transforms.contacts.scene import Frame

_OCCASIONS: Final = frozenset(("meeting", "visit", "call"))


class Carried(BothParties):
    """Tells who gave a message from whom it was."""

    def _carry(self, found: list[Frame]) -> None:
        """Of what one gave in the meeting just told he is the giver, not the leader from whom it was (من بايدن)."""
        told = [f for f in found if f.why_not is None and len(f.parties) == 2]
        for frame in told:
            if frame.mode not in {"message", "meeting", "talk"} or frame.relation.entry.mode != "message":
                continue
            for side, parties in frame.parties.items():
                if len(parties) != 1 or self._of_service(parties[0]) or not self._is_from(frame, parties[0].start):
                    continue
                other = {m.person for m in frame.parties[self.knowledge.other_side(side)] if m.person}
                met = (f for f in told if f.sentence == frame.sentence and f.start < frame.start)
                with_him = [
                    f
                    for f in met
                    if f.mode in _OCCASIONS
                    and other & {m.person for m in f.parties[self.knowledge.other_side(side)]}
                    and any(self._of_service(m) for m in f.parties[side])
                ]
                if with_him:
                    frame.parties[side] = list(with_him[-1].parties[side])
                break

    def _is_from(self, frame: Frame, start: int) -> bool:
        return start > frame.start and self.document.tokens[start - 1] == "من"
