"""Of what kind an encounter was, now that its parties are known, or whether it was none."""

from __future__ import annotations

from typing import Final

from transforms.contacts.hosts import Hosts
from transforms.contacts.scene import Frame, state

_APPROACHED: Final = "قصد"
_BODIES: Final = frozenset(("service", "state", "generic"))
_WORRIES: Final = ("قلق", "معلوم", "تحذير", "تنبيه", "محذر", "شكوك", "مخاوف")
_SAID_WITHIN: Final = 40


class Kinds(Hosts):
    """Tells kinds of encounters apart by who took part."""

    def _only_goes_there(self, frame: Frame) -> bool:
        """قصد المبنى, not قصد الجهاز المكتب: a service is turned to; to a place one goes."""
        if getattr(frame.relation.entry, "past", "") != _APPROACHED:
            return False
        named = [m for found in frame.parties.values() for m in found]
        objects = [m for m in named if m.kind in {"service", "generic"} and m.start >= frame.end]
        return len(frame.parties) != 2 or not objects

    def _mode_among(self, frame: Frame) -> str:
        """The mode, now that the parties are known."""
        if self._turns_to(frame):
            return "message"
        return "meeting" if frame.mode == "visit" and self._hosted_elsewhere(frame) else frame.mode

    def _turns_to(self, frame: Frame) -> bool:
        """اتصلت السلطات الروسية بالوكالة وأبدت قلقها: bodies that turn to each other with a worry do not phone."""
        if getattr(frame.relation.entry, "past", "") != "اتصل" or self._has_cue(frame.left, frame.right, "phone"):
            return False
        bodies = all(m.kind in _BODIES and not m.person for found in frame.parties.values() for m in found)
        _, last = self.document.sentences[frame.sentence]
        said = self.document.tokens[frame.end : min(last, frame.end + _SAID_WITHIN)]
        return bodies and any(token.lstrip("وبل").startswith(_WORRIES) for token in said)

    def _take_adjective(self, frame: Frame) -> None:
        """محادثات أمريكية مع رئيس الاستخبارات الروسية: whose talks with him they are."""
        missing = self.knowledge.other_side(next(iter(frame.parties)))
        if len(frame.parties) > 1 or frame.mode == "message" or self.document.adjective_words.get(frame.end) != missing:
            return
        joined = {self.links.of(self._mention_words[m.start]) for found in frame.parties.values() for m in found}
        if self.document.tokens[frame.end + 1 : frame.end + 2] == ["مع"] and joined <= {"مع"}:
            frame.parties[missing] = [state(frame, missing)]

    def _lacks_other(self, frame: Frame) -> bool:
        """Whether a verb with two parties has but one: a host without a guest, or both told something to others."""
        if frame.mode == "visit":
            return not self._names_guest(frame)
        return frame.mode == "message" and self._did_it_together(frame)

    def _did_it_together(self, frame: Frame) -> bool:
        """بانيتا وفرادكوف هما اللذان وضعا التفاصيل: what both did, neither told the other."""
        if not self.document.tokens[frame.start].endswith("ا") or "مع" in getattr(frame.relation.entry, "takes", ()):
            return False
        found = sorted((m for side in frame.parties.values() for m in side), key=lambda mention: mention.start)
        return len(found) == len(self.sides) and found[-1].end <= frame.start and self._follows_and(*found)
