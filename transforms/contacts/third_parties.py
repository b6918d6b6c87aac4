"""Whose a contact is that is told beside one with somebody of a third state."""

from __future__ import annotations

from transforms.contacts.scene import STRONG, Frame, Scene


class ThirdParties(Scene):
    """Tells what was done with those of third states from what was done with the other side."""

    def _of_third_party(self, frame: Frame, *, met: bool = False) -> bool:
        """استقبل المستشار الهندي باتروشيف غداة لقائه بيرنز: "his" is that of the one of a third state.

        With `met` only if one of a third state was met, not where somebody only went there.
        """
        told = self._with_third_party
        if met and told is not None and told.why_not != "other_party":
            return False
        if told is None or told.sentence != frame.sentence or told.end > frame.start or self._tells_third_one(told):
            return False
        return self._previous is None or self._previous.start < told.start

    def _tells_third_one(self, frame: Frame) -> bool:
        """أطلع بيرنز زيلينسكي على محادثاته: what one of ours tells somebody of a third state about is his own."""
        if frame.mode not in {"message", "call"}:
            return False
        for index in self._mentions_between(frame.sentence, frame.left, frame.end + 1):
            mention = self.mentions[index]
            beside = frame.start in (mention.end, mention.start - 1) and mention.side in self.sides
            # تحادث بوتين وأردوغان: the third one did it too.
            joined = any(m.clitics.startswith("و") for m in self.mentions[index + 1 : index + 2])
            if beside and mention.kind in STRONG and not mention.weak and not joined:
                return True
        return False

    def _in_presence(self, at: int) -> bool:
        """بالتنسيق مع الاستخبارات التركية: with whom it was prepared."""
        return self.document.tokens[at - 1].removeprefix("و") in self.knowledge.forms["in_presence"]
