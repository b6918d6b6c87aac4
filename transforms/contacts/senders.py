"""Who sends somebody to a contact, and who was sent: أرسله بايدن لمقابلة ناريشكين."""

from __future__ import annotations

from typing import Final

from transforms.contacts.scene import Frame, Scene

_SENT_WITHIN: Final = 6
"""Words from the verb of sending to what he who is sent is to do."""
_HIM: Final = ("ه", "ها", "هما", "هم")


class Senders(Scene):
    """Tells those who send from those who go."""

    def _sends_to(self, frame: Frame, index: int) -> int | None:
        """The verb by which a mention sends somebody to what the telling, or the one it is joined to, is."""
        mention, tokens = self.mentions[index], self.document.tokens
        verb = self._sending(index)
        if verb is None or verb >= frame.start:
            return None
        purposes = [at for at in range(max(verb, mention.end - 1) + 1, frame.start + 1) if tokens[at].startswith("ل")]
        told = [at for at in purposes if at in self.document.relation_words]
        joined = tokens[frame.start].startswith("و")
        return verb if told and (told[-1] == frame.start or joined) else None

    def _is_sender(self, index: int) -> bool:
        """أوفد بايدن مدير الوكالة إلى موسكو: of what follows the one sent is the subject."""
        return self._sending(index) is not None and self.links.of(index) in {"", "verb"}

    def _sending(self, index: int) -> int | None:
        """The verb of sending right beside a mention; what a service sends is mostly a message."""
        mention = self.mentions[index]
        if self._is_service(index):
            return None
        return next((at for at in (mention.start - 1, mention.end) if self._is_sending(at)), None)

    def _is_sending(self, at: int) -> bool:
        readings = self.document.relation_words.get(at, ())
        return any(getattr(reading.entry, "sends", False) for reading in readings)

    def _is_sent(self, frame: Frame) -> bool:
        """أرسله الرئيس للحديث مع نظيره: the other party is he whom the pronoun of the verb means."""
        tokens = self.document.tokens
        if not tokens[frame.start].startswith("ل"):
            return False
        before = range(max(frame.left, frame.start - _SENT_WITHIN), frame.start)
        return any(self._is_sending(at) and tokens[at].endswith(_HIM) for at in before)
