"""Who may be a party that a clause leaves out, and who not: he who was sent, not who sent him; whose words it is."""

from __future__ import annotations

import bisect
from typing import Final

from transforms.contacts import records
from transforms.contacts.delegations import leads
from transforms.contacts.document import Document
from transforms.contacts.given import is_in
from transforms.contacts.mention import Mention
from transforms.contacts.scene import STRONG, Frame, Scene

_SENT_WITHIN: Final = 6
"""Words from the verb of sending to what he who is sent is to do."""
_WAS_HE: Final = frozenset(("كان", "كانت", "هو", "هي"))
_WHO_WITHIN: Final = 12
"""Words from a verb to him of whom it says that he did it."""
_SPOKE_WITHIN: Final = 12
"""Mentions back to one who spoke."""
_TOLD_WITHIN: Final = 3
_CONTENTS_WITHIN: Final = 7
"""Words from a verb of telling to what is told."""
_OCCASIONS: Final = frozenset(("call", "meeting", "visit", "talk"))
_CHARGED_WITHIN: Final = 2
_WITH_IT: Final = frozenset(("بها", "به", "بذلك", "اليها", "اليه"))
_ONE_MAN: Final = frozenset(("person", "head"))
_AS_PREDICATE: Final = frozenset(("مديرا", "رييسا", "قايدا", "نايبا"))
_HIM: Final = ("ه", "ها", "هما", "هم")
_THERE: Final = frozenset(("حيث", "وهناك", "هناك"))
_LAST_MAN_WITHIN: Final = 5
"""Sentences from his name to his journey."""


def is_sending(document: Document, at: int) -> bool:
    """Whether word `at` is a verb of sending."""
    return any(getattr(reading.entry, "sends", False) for reading in document.relation_words.get(at, ()))


class Senders(Scene):
    """Tells those who go from those who send them, and men from services."""

    def _is_acted_on(self, mention: Mention) -> bool:
        return mention.start > 0 and "acts_on" in self.document.cues[mention.start - 1]

    def _acts_on(self, first: int, second: int) -> bool:
        """عين ترامب راتكليف; not أوفد بايدن بيرنز, of whom what follows is told."""
        subject = self.mentions[first]
        beside = second == first + 1 and subject.end == self.mentions[second].start
        return beside and self._is_acted_on(subject) and not is_sending(self.document, subject.start - 1)

    def _leads(self, leader: int, delegation: int) -> bool:
        """بيرنز ترأس وفدا أمريكيا: whether the one is said to head the delegation that stands right behind him."""
        man, its = self.mentions[leader], self.mentions[delegation]
        known = man.kind in {"person", "head"} and man.side == its.side and its.start - man.end <= 1
        return known and leads(self.document.tokens, man.end, self.document.adjective_words, man.side)

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
        """أوفده بايدن إلى موسكو، فجلس إلى باتروشيف ثم حادث بوتين, أوفده إلى أنقرة حيث قابله: who was sent did it."""
        tokens, entry = self.document.tokens, frame.relation.entry
        if frame.relation.kind != "verb" or behind > frame.start:
            return False
        so = tokens[frame.start].startswith("ف") and not str(getattr(entry, "past", "")).startswith("ف")
        return so or "ثم" in tokens[behind : frame.start] or tokens[frame.start - 1] in _THERE

    def _is_sender(self, index: int) -> bool:
        """أوفد بايدن مدير الوكالة إلى موسكو: of what follows the one sent is the subject."""
        return self._sending(index) is not None and self.links.of(index) in {"", "verb"}

    def _sending(self, index: int) -> int | None:
        """The verb of sending right beside a mention; what a service sends is mostly a message."""
        mention = self.mentions[index]
        if self._is_service(index):
            return None
        charging = self._charging(mention)
        # أوفده الرئيس بايدن
        titled = mention.start > 1 and self.document.tokens[mention.start - 1].startswith("ال")
        beside = (at for at in (mention.start - 1 - titled, mention.end) if is_sending(self.document, at))
        return charging if charging is not None else next(beside, None)

    def _sends_no_man(self, frame: Frame, index: int) -> bool:
        """أرسل بايدن بيرنز إلى موسكو, أرسل المكتب بيانات المشتبه بهما إلى موسكو: who sends goes nowhere himself.

        A service goes there in its men, but not in what it sends to be read.
        """
        tokens, behind = self.document.tokens, max(frame.end, self.mentions[index].end)
        sent = tokens[behind] if behind < len(tokens) else ""
        return not self._is_service(index) or is_in(sent, self.knowledge.words.content_words)

    def _charging(self, mention: Mention) -> int | None:
        """كلفه بها بايدن, أوفده الرئيس: the verb by which he gives somebody known a task."""
        tokens = self.document.tokens
        for at in range(mention.start - 1, max(-1, mention.start - 1 - _CHARGED_WITHIN), -1):
            if tokens[at].lstrip("وف") in self.knowledge.forms["charges_him"]:
                return at
            if tokens[at] not in _WITH_IT:
                return None
        return None

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

    def _tells_of_contact(self, frame: Frame) -> bool:
        """أُبلغ بوتين بفحوى المكالمة, بفحواها: who is told what was said in a contact is told by his own side."""
        tokens, contents = self.document.tokens, self.knowledge.forms["contents"]
        if frame.relation.kind != "verb" or frame.relation.entry.mode != "message":
            return False
        for at in range(frame.end, min(frame.right, frame.end + _CONTENTS_WITHIN)):
            word = tokens[at].removeprefix("ب")
            if word in contents:
                behind = self.document.relation_words.get(at + 1, ())
                return any(reading.kind == "noun" and reading.entry.mode in _OCCASIONS for reading in behind)
            if word.removesuffix("ه") in contents or word.removesuffix("ها") in contents:
                told = self._previous
                return told is not None and told.mode in _OCCASIONS and frame.sentence - told.sentence <= 1
        return False

    def _is_contact_told_of(self, frame: Frame) -> bool:
        """أبلغ بوتين بنتائج المكالمة: the call told before, not one with him who is told of it."""
        if frame.relation.kind != "noun" or not self.document.tokens[frame.start].startswith("ال"):
            return False
        word = self.document.tokens[frame.start - 1].removeprefix("ب") if frame.start else ""
        behind = any(m.start >= frame.end for found in frame.parties.values() for m in found)
        return word in self.knowledge.forms["contents"] and not behind

    def _is_within_side(self, frame: Frame) -> bool:
        """استمع الرئيس إلى إحاطة من بيرنز, بايدن... وهينز سلمته الملف, قدمت إحاطة للوزير: told to their own side."""
        if frame.mode != "message" or not frame.parties:
            return False
        if self._tells_own_people(frame):
            return True
        if len(frame.parties) != 1:
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

    def _tells_own_people(self, frame: Frame) -> bool:
        """حذر بيرنز ضباطه من محاولات الروس, أبلغ المكتب مسؤولي الانتخابات: who stands right behind the subject."""
        if frame.relation.kind != "verb" or "object" not in getattr(frame.relation.entry, "takes", ()):
            return False
        found = (mention for mentions in frame.parties.values() for mention in mentions)
        at = next((mention.end for mention in found if mention.start == frame.end), frame.end)
        if self._tells_one_of_own(frame):
            return True
        own = self.knowledge.forms["own_people"]
        named = self._mention_words.get(at) is not None
        return not named and not own.isdisjoint(self.document.tokens[at : min(at + 2, frame.right)])
    def _tells_one_of_own(self, frame: Frame) -> bool:
        """إن بيرنز أطلع بايدن على ما لديه, أطلع بيرنز بايدن: a second one of the subject's side right behind."""
        words = self._mention_words
        first, before = words.get(frame.end), words.get(frame.start - 1)
        second = None if first is None else words.get(self.mentions[first].end)
        for one, other in ((before, first), (first, second)):
            if one is None or other is None or one == other or self.mentions[other].clitics not in {"", "ال"}:
                continue
            subject, told = self.mentions[one], self.mentions[other]
            men = told.kind in {"person", "head"} and subject.kind in STRONG and not (subject.weak or told.weak)
            # راتكليف يحيط الكونغرس علما
            home = one == before and told.kind == "state" and subject.kind in {"person", "head"} and not subject.weak
            following = words.get(told.end)
            last = following is None or self.mentions[following].side != self.knowledge.other_side(told.side)
            if (men or home) and last and subject.side == told.side and subject.person != told.person:
                return True
        return False

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

    def _means_one_of_own(self, frame: Frame) -> bool:
        """عاد مع ويتكوف، فاستقبله ترامب: "him" is the last man named in the sentence, who is of the same side."""
        if frame.relation.kind != "verb" or not self.document.tokens[frame.start].endswith("ه"):
            return False
        side, found = next(iter(frame.parties.items()))
        people = {mention.person for mention in found}
        first, _ = self.document.sentences[frame.sentence]
        for index in reversed(self._mentions_between(frame.sentence, first, frame.start)):
            mention = self.mentions[index]
            if mention.weak or mention.kind not in _ONE_MAN or mention.side not in self.sides:
                continue
            other = mention.side == side and mention.person is not None and mention.person not in people
            return other and self.links.of(index) in {"مع", "verb"} and self._sends_to(frame, index) is None
        return False

    def _is_of_last_man(self, frame: Frame, topic: Mention) -> bool:
        """بيرنز ... وأشهر مهماته زيارته موسكو: of the man named some sentences before, and of nobody since."""
        if frame.relation.kind != "noun" or not self.document.tokens[frame.start].endswith("ه"):
            return False
        for sentence in range(frame.sentence, frame.sentence - _LAST_MAN_WITHIN, -1):
            here = [self.mentions[i] for i in self._by_sentence.get(sentence, ())]
            men = [m for m in here if m.start < frame.start and m.kind in {"person", "head", "deputy", "office"}]
            if men:
                return any(m.person == topic.person for m in men) and all(m.side == topic.side for m in men)
        return False

    def _take_subject_before(self, frame: Frame, missing: str) -> bool:
        """فهو نفسه قصد موسكو واجتمع بمسؤولين: a verb joined to that of a journey is of him who went."""
        went, word = self._previous, self.document.tokens[frame.start]
        joined = frame.relation.kind == "verb" and word.startswith("و") and frame.relation.form == "past"
        if went is None or went.sentence != frame.sentence or went.mode != "visit" or not joined:
            return False
        men = [m for m in went.parties.get(missing, ()) if m.kind in _ONE_MAN]
        if men:
            frame.parties[missing] = men
            frame.rule += ", he who went there"
        return bool(men)

    def _gives_to_speaker(self, frame: Frame, missing: str) -> bool:
        """قال بورتنيكوف إن الأمريكيين نقلوا معلومات عن اعتداء: to him whose words it is, where nobody else is named."""
        entry = frame.relation.entry
        if not isinstance(entry, records.Verb) or entry.receives or not self._has_content(frame, entry):
            return False
        gives = frame.mode == "message" and frame.relation.form == "past"
        _, last = self.document.sentences[frame.sentence]
        behind = [self.mentions[i] for i in self._mentions_between(frame.sentence, frame.end, last)]
        if not gives or any(m.kind == "foreign" or m.side not in self.sides for m in behind):
            return False
        states = all(m.kind in {"state", "generic"} for found in frame.parties.values() for m in found)
        first, _ = self.document.sentences[frame.sentence]
        for index in self._mentions_between(frame.sentence, first, frame.start):
            mention = self.mentions[index]
            if self.links.of(index) == "speaker" and mention.side == missing and self._is_service(index):
                self._take(frame, [index] if states else [])
                return states
        return False

    def _take_whom_it_was(self, frame: Frame) -> None:
        """أول من كلم الروس كان برينان, من اتصل بناريشكين هو بيرنز: of a clause with من the subject, named behind it."""
        first, last = self.document.sentences[frame.sentence]
        tokens = self.document.tokens
        if frame.start - 1 < first or tokens[frame.start - 1].lstrip("و") != "من":
            return
        missing = self.knowledge.other_side(next(iter(frame.parties)))
        for at in range(frame.end, min(last - 1, frame.end + _WHO_WITHIN)):
            index = self._mention_words.get(at + 1) if tokens[at] in _WAS_HE else None
            if index is not None and self.mentions[index].side == missing and not self.mentions[index].weak:
                self._take(frame, [index])
                return

    def _who_was_first(self, index: int) -> int:
        """برينان ... وروى أنه كان أول مسؤول أمريكي يحذر الروس: the man of a service of its side named last before."""
        one = self.mentions[index]
        if one.kind not in {"state", "official"} or self.document.tokens[one.start - 1] != "اول":
            return index
        near = range(index - 1, max(-1, index - _SPOKE_WITHIN), -1)
        man = next((i for i in near if self.mentions[i].side == one.side and self.mentions[i].kind == "person"), index)
        return man if self._held_service(self.mentions[man]) else index

    def _is_predicate(self, mention: Mention) -> bool:
        """وكان مديرا للوكالة: it says what somebody else was, who is named beside it."""
        word = self.document.tokens[mention.start].lstrip("و")
        return mention.kind in {"head", "deputy"} and word in _AS_PREDICATE

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
