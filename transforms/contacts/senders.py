"""Who may be a party that a clause leaves out, and who not: he who was sent, not who sent him; whose words it is."""

from __future__ import annotations

import bisect
from typing import Final

from transforms.contacts.document import Document
from transforms.contacts.mention import Mention
from transforms.contacts.scene import STRONG, Frame, Scene

_SENT_WITHIN: Final = 6
"""Words from the verb of sending to what he who is sent is to do."""
_SPOKE_WITHIN: Final = 12
"""Mentions back to one who spoke."""
_TOLD_WITHIN: Final = 3
_ONE_MAN: Final = frozenset(("person", "head"))
_HIM: Final = ("ه", "ها", "هما", "هم")


def is_sending(document: Document, at: int) -> bool:
    """Whether word `at` is a verb of sending."""
    return any(getattr(reading.entry, "sends", False) for reading in document.relation_words.get(at, ()))


class Senders(Scene):
    """Tells those who go from those who send them, and men from services."""

    def _sends_to(self, frame: Frame, index: int) -> int | None:
        """The verb by which a mention sends somebody to what the telling, or the one it is joined to, is."""
        mention, tokens = self.mentions[index], self.document.tokens
        verb = self._sending(index)
        if verb is None or verb >= frame.start:
            return None
        if tokens[verb].endswith(_HIM) and self._then_did(frame, mention.end):
            return verb
        purposes = [at for at in range(max(verb, mention.end - 1) + 1, frame.start + 1) if tokens[at].startswith("ل")]
        told = [at for at in purposes if at in self.document.relation_words]
        joined = tokens[frame.start].startswith("و")
        return verb if told and (told[-1] == frame.start or joined) else None

    def _then_did(self, frame: Frame, behind: int) -> bool:
        """أوفده بايدن إلى موسكو، فجلس إلى باتروشيف ثم حادث بوتين: who was sent did it."""
        tokens, entry = self.document.tokens, frame.relation.entry
        if frame.relation.kind != "verb" or behind > frame.start:
            return False
        so = tokens[frame.start].startswith("ف") and not str(getattr(entry, "past", "")).startswith("ف")
        return so or "ثم" in tokens[behind : frame.start]

    def _is_sender(self, index: int) -> bool:
        """أوفد بايدن مدير الوكالة إلى موسكو: of what follows the one sent is the subject."""
        return self._sending(index) is not None and self.links.of(index) in {"", "verb"}

    def _sending(self, index: int) -> int | None:
        """The verb of sending right beside a mention; what a service sends is mostly a message."""
        mention = self.mentions[index]
        if self._is_service(index):
            return None
        return next((at for at in (mention.start - 1, mention.end) if is_sending(self.document, at)), None)

    def _is_sent(self, frame: Frame) -> bool:
        """أرسله الرئيس للحديث مع نظيره: the other party is he whom the pronoun of the verb means."""
        tokens = self.document.tokens
        if not tokens[frame.start].startswith("ل"):
            return False
        before = range(max(frame.left, frame.start - _SENT_WITHIN), frame.start)
        return any(is_sending(self.document, at) and tokens[at].endswith(_HIM) for at in before)

    def _is_put_off(self, mention: Mention) -> bool:
        """Named in the debris of the page, or as a party to what was planned or denied."""
        return self._line_of.get(mention.start) == "debris" or mention.start in self._put_off

    def _is_of_speaker(self, frame: Frame, side: str) -> bool:
        """وقال برينان ... وأوضح أنه أحال: "that he" is he who spoke last, of the other side than `side`."""
        at = frame.start - 1
        if at < 0 or "pronoun_complement" not in self.document.cues[at]:
            return False
        end = bisect.bisect_left(self.mentions, at, key=lambda mention: mention.start)
        for index in range(end - 1, max(-1, end - 1 - _SPOKE_WITHIN), -1):
            mention = self.mentions[index]
            if mention.kind == "person" and self.links.of(index) == "speaker":
                return mention.side in self.sides and mention.side != side
        return False

    def _is_within_side(self, frame: Frame) -> bool:
        """استمع الرئيس إلى إحاطة من بيرنز, بايدن... وهينز سلمته الملف, قدمت إحاطة للوزير: told to their own side."""
        if frame.mode != "message" or len(frame.parties) != 1:
            return False
        side, found = next(iter(frame.parties.items()))
        givers = {mention.start for mention in found}
        own = [i for i in self._by_sentence.get(frame.sentence, ()) if self.mentions[i].side == side]
        strong = [i for i in own if self.mentions[i].kind in STRONG and not self.mentions[i].weak]
        told = [i for i in strong if self.links.of(i) in {"", "verb"} and self.mentions[i].start < frame.start]
        givers_of_own = [self.mentions[i].start for i in strong if self.links.of(i) == "من"]
        if told and any(frame.left <= start < frame.right for start in givers_of_own):
            return True
        behind = {mention.end for mention in found if mention.start >= frame.end}
        if frame.relation.kind == "verb" and any(
            self.mentions[i].start in behind
            and self.mentions[i].clitics in {"", "ال"}
            and self.mentions[i].kind == "state"
            for i in own
        ):
            # أبلغ برينان البيت الأبيض
            return True
        word = self.document.tokens[frame.start]
        named = any(mention.end == frame.start for mention in found)
        if frame.relation.kind == "verb" and word.endswith(_HIM) and named:
            before = self._by_sentence.get(frame.sentence - 1, ())
            subject = next((self.mentions[i] for i in before if self.mentions[i].kind in STRONG), None)
            return subject is not None and subject.side == side and subject.start not in givers
        near = self.document.tokens[frame.end : min(frame.right, frame.end + _TOLD_WITHIN)]
        return any(token in self.knowledge.forms["told_otherwise"] for token in near)
    def _has_told_own(self, frame: Frame, missing: str) -> bool:
        """قال برينان ... وأوضح أنه أطلع قادة الكونغرس: he told those of his own state."""
        behind = all(m.start >= frame.end for found in frame.parties.values() for m in found)
        told = frame.mode == "message" and not getattr(frame.relation.entry, "receives", False)
        return told and behind and self._is_of_speaker(frame, missing)

    def _kinds_meant(self, frame: Frame) -> tuple[frozenset[str], ...]:
        """Kinds of mentions that a clause may leave out, the likelier first: واجهه, التقاه mean one man."""
        word = self.document.tokens[frame.start]
        his = frame.relation.kind == "verb" and word.endswith("ه") and not word.endswith("وه")
        return (_ONE_MAN, STRONG) if his and frame.mode in {"meeting", "call", "talk"} else (STRONG,)

    def _is_no_man(self, frame: Frame, mention: Mention) -> bool:
        """فاستقبله بوتين: whom one receives is somebody, not a service."""
        return frame.mode == "visit" and frame.relation.kind == "verb" and mention.kind == "service"

    def _is_holder(self, frame: Frame, index: int) -> bool:
        """تصريحات ناريشكين عن مكالمة أجراها مع راتكليف: he whose words they are held it."""
        near = range(frame.end, min(frame.end + 3, frame.right))
        at = next((i for i in near if "light" in self.document.cues[i]), None)
        if at is None or not self.document.tokens[at].endswith(("ه", "ها")) or at + 1 >= frame.right:
            return False
        named = self.mentions[index].kind in {"person", "head"} and self.links.of(index) == "belongs"
        return named and self.document.tokens[at + 1] == "مع"

    def _says_when_hosted(self, frame: Frame) -> bool:
        """منذ أن استضافت تركيا بيرنز: whom he met there is said before, as it only says when that was."""
        tokens = self.document.tokens
        before = tokens[frame.start - 1] if frame.start else ""
        before = tokens[frame.start - 2] if before == "ان" and frame.start > 1 else before
        host = self._mention_words.get(frame.end)
        return before == "منذ" and host is not None and self.mentions[host].kind == "foreign"
