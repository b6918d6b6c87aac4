"""To whom a message went, said in a clause of its own: أرسلت موسكو إشعارا ثانيا، وكانت وجهته هذه المرة الوكالة."""

from __future__ import annotations

from typing import Final

from transforms.contacts.scene import STRONG, Frame, Scene

_NEAR: Final = 3
"""Words from the one for who got it to his name: وجهته هذه المرة الوكالة."""
_WITHIN: Final = 40
"""Words from the one of sending to him."""


class Addressees(Scene):
    """Finds who a later clause of the sentence says got the message."""

    def _take_addressee(self, frame: Frame) -> None:
        """Gives a message that names who sent it the other party, if the same sentence says behind it who got it."""
        if frame.mode != "message" or len(frame.parties) != 1:
            return
        missing = self.knowledge.other_side(next(iter(frame.parties)))
        _, last = self.document.sentences[frame.sentence]
        for index in self._mentions_between(frame.sentence, frame.end, min(last, frame.end + _WITHIN)):
            mention = self.mentions[index]
            before = self.document.tokens[max(frame.end, mention.start - _NEAR) : mention.start]
            said = not self.knowledge.forms["addressees"].isdisjoint(before)
            if said and mention.side == missing and mention.kind in STRONG and not mention.weak:
                frame.parties[missing] = [mention]
                frame.rule += ", the other party as who got it"
                return
