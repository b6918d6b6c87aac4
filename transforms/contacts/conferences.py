"""Conferences that a state hosts: to attend one is to visit its host."""

from __future__ import annotations

from typing import Final

from transforms.contacts.mention import Mention
from transforms.contacts.scene import Frame, Scene

CONFERENCES: Final = frozenset(
    ("قمه", "القمه", "موتمر", "الموتمر", "منتدي", "المنتدي", "معرض", "ندوه", "الندوه", "اجتماع", "اجتماعات")
)
CONFERENCE_REACH: Final = 8
"""Words between a conference and where it is held."""
_HOSTED: Final = (
    "يرعا", "ترعا", "رعا", "رعت", "احتضن", "استضاف", "تستضيف", "يستضيف", "تحتضن", "نظم", "تنظم", "ينظم", "عقد",
    "دعا", "دعت",
)  # fmt: skip
_TO_IT: Final = frozenset(("اليه", "اليها", "لها", "له"))
_ATTENDED: Final = 16
"""Words from who takes part to the conference, at most."""


class Conferences(Scene):
    """Finds the hosts of conferences."""

    def _conference_hosted(self, frame: Frame) -> int | None:
        """شارك في القمة التي احتضنها البيت الأبيض, حضر مؤتمر البيت الأبيض: where the host is no place of its own."""
        for index in self._by_sentence.get(frame.sentence, ()):
            mention = self.mentions[index]
            hosts = mention.weak or mention.kind in {"service", "place"}
            if mention.start > frame.end and hosts and self._is_host(frame, mention):
                return index
        entry = frame.relation.entry
        if not (getattr(entry, "stay", False) or getattr(entry, "past", "") == "حضر"):
            return None
        for index in self._by_sentence.get(frame.sentence, ()):
            mention = self.mentions[index]
            near = frame.end < mention.start <= frame.end + _ATTENDED
            if near and self.document.tokens[mention.start - 1] in CONFERENCES and mention.side in self.sides:
                return None if mention.clitics.startswith("و") else index  # لحضور مؤتمر، وواشنطن غابت
        return None

    def _is_host(self, frame: Frame, mention: Mention) -> bool:
        """Whether a relative clause behind a conference says that the mention hosts it."""
        tokens, at = self.document.tokens, mention.start - 1
        if at > frame.end and tokens[at] in _TO_IT:
            # التي دعا إليها البيت الأبيض
            at -= 1
        elif not tokens[at].endswith(("ها", "ه")):
            return False
        if at <= frame.end or not tokens[at].startswith(_HOSTED):
            return False
        return any(tokens[i] in CONFERENCES for i in range(max(frame.end, at - CONFERENCE_REACH), at))
