"""Parties that a clause leaves out: his counterpart, he who spoke in the sentence before (the two men: see `both`)."""

from __future__ import annotations

from typing import Final

from transforms.contacts.addressees import Addressees
from transforms.contacts.borrowing import OBJECTS, POSSESSIVES, TO_HIM, Borrowing
from transforms.contacts.both import BothParties
from transforms.contacts.mention import Mention
from transforms.contacts.more_than import MoreThan
from transforms.contacts.objects_met import ObjectsMet
from transforms.contacts.scene import NO_PARTY, STRONG, Frame
from transforms.contacts.strangers import NO_ARTICLE, had_done

_SEVERAL: Final = frozenset(
    ("ضباط", "مسوولين", "مسوولون", "مسوولو", "مسوولي", "عناصر", "رجال", "ممثلين", "ممثلو", "ممثلي", "خبراء", "عملاء")
)
_MINISTRY_WITHIN: Final = 12
_SUCCEEDED: Final = frozenset(("خلف", "خلفا", "عين", "سبقه", "تلاه"))
_SUBJECT_WORDS: Final = 4
_STRANGER: Final = 3
"""Words of a stranger's title in which nobody known is named."""
_NOT_HIS: Final = ("ها", "هم", "هما")
_OF_SOMETHING: Final = frozenset(("عن", "حول", "باسم"))
_MEN: Final = frozenset(("head", "deputy", "official"))
_TO_ONE: Final = frozenset(("له", "اليه"))
_OFFICES: Final = frozenset(("مكتبه", "مقره", "مكتبها", "مقرها"))
_OCCASION: Final = frozenset(("في", "خلال", "اثناء", "عبر"))
_ONE_MAN: Final = frozenset(("person", "head", "deputy"))
_TO_IT: Final = frozenset(("اليه", "له"))
_TO_HER: Final = frozenset(("اليها", "لها"))
_TO_IT_WITHIN: Final = 2


class Anaphora(BothParties, Borrowing, MoreThan, Addressees, ObjectsMet):
    """Finds parties that stand outside of the clause."""

    def _borrow(self, frame: Frame, before: list[int], matrix: list[int]) -> None:
        """Takes the missing side, somebody named first, from the rest of the sentence, else from the one before."""
        gives = frame.mode == "message" or bool(getattr(frame.relation.entry, "content", ()))
        unknown = gives and (self._has_unknown_subject(frame) or self._got_from_another(frame))
        if self._gives_to_country(frame):
            frame.why_not = "other_party"
            return
        if unknown or self._asks_who(frame) or self._take_state_that_spoke(frame) or self._is_for_ministry(frame):
            return
        if self._of_third_party(frame, met=True) or self._was_done_by_stranger(frame):
            frame.why_not = "other_party"
            return
        missing = self.knowledge.other_side(next(iter(frame.parties)))
        if self._gives_to_speaker(frame, missing) or any(
            self.mentions[i].kind == "foreign" and not self.mentions[i].weak and self.links.of(i) in {"مع", "ب"}
            for i in before
        ):
            return
        first, _ = self.document.sentences[frame.sentence]
        says_all = frame.relation.kind == "verb" and not self._points_back(frame)
        earlier = [
            index
            for index in reversed(self._mentions_between(frame.sentence, first, frame.start))
            if self.mentions[index].side == missing
            and (not self.mentions[index].weak or self._is_service_meant(frame, self.mentions[index]))
            and (self.links.of(index) not in NO_PARTY or self._is_holder(frame, index))
            and not self._only_tells(frame, index)
            and self._sends_to(frame, index) is None
            and not self._means_several(frame, self.mentions[index])
            and not self._is_house_of_his(index)
            and not (says_all and (self._only_speaks(frame, index) or self._is_quoted_by(frame, index)))
        ]
        if earlier:
            if not self._is_given_to_subject(frame):
                named = (i for kinds in self._kinds_meant(frame) for i in earlier if self.mentions[i].kind in kinds)
                self._extend(frame, self._who_was_first(next(named, earlier[0])))
                frame.rule += ", the other party from the same sentence"
            return
        is_verb = frame.relation.kind == "verb"
        # صافحهم: those greeted are others.
        word = self.document.tokens[frame.start]
        greeted = is_verb and word.endswith("هم")
        # قال النواب إنهم أطلعوا المكتب: they are several, who were named.
        they = self.document.tokens[frame.start - 1].endswith("انهم")
        greeted = greeted or (is_verb and they and word.endswith("وا"))
        points_back = self._points_back(frame) if is_verb else self._has_pronoun(frame)
        own = self._has_told_own(frame, missing) or self._means_one_of_own(frame)
        if self._is_held_in_several(frame) or self._is_given_to_third(frame):
            frame.why_not = "other_party"
            return
        if greeted or own or not (points_back or self._is_sent(frame)) or self._take_subject_before(frame, missing):
            return
        if not self._take_from_before(frame, missing):
            self._borrow_topic(frame, missing)

    def _gives_to_country(self, frame: Frame) -> bool:
        """بولندا تقول إن الجهاز وراء الحريق، وواشنطن تشاطرها معلوماتها: a third state that opens the sentence."""
        opens = self._mention_words.get(self.document.sentences[frame.sentence][0])
        subject = self._mention_words.get(frame.start - 1)
        if frame.relation.kind != "verb" or opens is None or subject is None or subject == opens:
            return False
        giver = self.mentions[subject]
        joined = giver.clitics.startswith("و") and "," in self.document.gap(giver.start)
        given = frame.mode == "message" and self.document.tokens[frame.start].endswith("ها")
        country = self.mentions[opens]
        return joined and given and country.kind == "foreign" and country.person is None

    def _asks_who(self, frame: Frame) -> bool:
        """استقبل بومبيو ناريشكين، بينما لم يتضح من التقى كوروبوف: it is not known who did."""
        tokens = self.document.tokens
        asked = frame.relation.kind == "verb" and tokens[max(0, frame.start - 1)] == "من"
        before = {token.lstrip("وف") for token in tokens[max(0, frame.start - 3) : frame.start - 1]}
        return asked and not before.isdisjoint(self.knowledge.forms["comments"])

    def _take_from_before(self, frame: Frame, missing: str) -> bool:
        """Takes the missing side from one of the two sentences before."""
        if self._take_service_told_of(frame, missing):
            return True
        for back in (1, 2):
            sentence = frame.sentence - back
            here = [i for i in self._by_sentence.get(sentence, ()) if not self.mentions[i].weak]
            # منذ توليه إدارة الوكالة لم يظهر راتكليف: he who did something.
            here.sort(key=lambda i: not (self.mentions[i].kind == "person" and self.links.of(i) == "verb"))
            if sentence < 0 or self._topic_goes_on(sentence, missing, frame):
                return False
            index = next((i for i in here if self._may_be_left_out(frame, i, missing)), None)
            if index is None or (back > 1 and self._is_rather_topic(frame, self.mentions[index])):
                continue
            self._extend(frame, index)
            frame.rule += ", the other party from a sentence before"
            frame.weight = 0.8
            return True
        return False

    def _take_service_told_of(self, frame: Frame, missing: str) -> bool:
        """أهمل المكتب الإنذار. فالروس وجهوا إليه رسالة: the service that the sentence before speaks of, and no man."""
        if frame.mode != "message" or frame.relation.kind != "verb":
            return False
        before = (i for i in self._by_sentence.get(frame.sentence - 1, ()) if self.mentions[i].side == missing)
        here = [i for i in before if self.mentions[i].kind != "state"]
        if len(here) != 1 or self.mentions[here[0]].kind != "service":
            return False
        said = self.document.tokens[frame.start : min(frame.right, frame.end + _TO_IT_WITHIN)]
        her = self.document.tokens[self.mentions[here[0]].end - 1].endswith("ه")
        if (_TO_HER if her else _TO_IT).isdisjoint(said):
            return False
        self._extend(frame, here[0])
        frame.rule += ", the service that a pronoun means"
        return True

    def _may_be_left_out(self, frame: Frame, index: int, missing: str) -> bool:
        """Whether somebody named in a sentence before may be the one that a clause leaves out."""
        mention = self.mentions[index]
        man = not (self._is_no_man(frame, mention) or self._is_predicate(mention))
        if not man or mention.side != missing or mention.kind not in STRONG or self.links.of(index) in NO_PARTY:
            return False
        silent = mention.kind == "service" and self.links.declines(mention)
        return not (silent or self._is_put_off(mention) or self._is_sender(index))

    def _is_rather_topic(self, frame: Frame, leader: Mention) -> bool:
        """استعان به بايدن. ذهب إلى موسكو ليحذر القيادة. وقابل ناريشكين: he whom it is about, who is of a service."""
        topic = self._topic.get(leader.side)
        if topic is None or self._of_service(leader) or not self._of_service(self.mentions[topic]):
            return False
        if leader.person is not None and leader.person == self.mentions[topic].person:
            return False
        met = (mention for found in frame.parties.values() for mention in found)
        return any(self._of_service(mention) for mention in met) and self._may_be_topic(topic, frame)

    def _is_where_another_is(self, frame: Frame, index: int) -> bool:
        """حضر ناريشكين القمة، وراتكليف في واشنطن: where one of the hosts' side is, in a clause of his own."""
        man, place = (self.mentions[index - 1] if index else None), self.mentions[index]
        if man is None or man.start < frame.end or man.kind not in _ONE_MAN:
            return False
        return man.end == place.start - 1 and "," in self.document.gap(man.start)

    def _is_house_of_his(self, index: int) -> bool:
        """كان في مكتبه في لانغلي حين هاتف بورتنيكوف: where somebody was."""
        word = self.document.tokens[self.mentions[index].start]
        return self.links.of(index) == "في" and word in self.knowledge.forms["houses"] | _OFFICES

    def _only_speaks(self, frame: Frame, index: int) -> bool:
        """قال برينان إن: of somebody else; but يروي برينان أنه كان في مكتبه عندما هاتف is of himself."""
        if self.links.of(index) != "speaker":
            return False
        between = range(self.mentions[index].end, frame.start)
        himself = any("pronoun_complement" in self.document.cues[at] for at in between)
        men = (m for m in self.mentions[index + 1 :] if m.start < frame.start and m.kind in {"person", "head"})
        return not himself or any(True for _ in men)

    def _means_several(self, frame: Frame, mention: Mention) -> bool:
        """كيف عامله ضباط الجهاز قبل أن يستقبله بايدن: the pronoun of one man does not mean them."""
        one = frame.relation.kind == "verb" and self.document.tokens[frame.start].endswith("ه")
        met = one and mention.kind == "official" and frame.mode != "message"
        return met and self.document.tokens[mention.start].removeprefix("ال") in _SEVERAL

    def _is_for_ministry(self, frame: Frame) -> bool:
        """إشارات نقلتها السفيرة إلى وزارة الخارجية هناك: diplomacy, though nothing says which state's."""
        tokens = self.document.tokens
        reach = range(frame.end, min(frame.right, frame.end + _MINISTRY_WITHIN) - 1)
        return frame.mode == "message" and any(
            tokens[at] == "الي" and tokens[at + 1] == "وزاره" and at + 1 not in self._mention_words for at in reach
        )

    def _take_state_that_spoke(self, frame: Frame) -> bool:
        """شكر الكرملين ترامب في مكالمة: on which occasion a state did something to him who is named behind it."""
        if frame.relation.kind != "noun" or self.document.tokens[frame.start - 1] not in _OCCASION:
            return False
        named = min(m.start for found in frame.parties.values() for m in found)
        here = self._mentions_between(frame.sentence, frame.left, min(named, frame.start))
        acting = here[-1] if here and self.links.of(here[-1]) == "verb" and self.mentions[here[-1]].weak else None
        if acting is None or self.mentions[acting].side != self.knowledge.other_side(next(iter(frame.parties))):
            return False
        if any("," in self.document.gap(at) for at in range(self.mentions[acting].end, frame.start)):
            return False
        self._extend(frame, acting)
        return True

    def _is_service_meant(self, frame: Frame, mention: Mention) -> bool:
        """يواجه المكتب أسئلة منذ تبين أن الجهاز خاطبه: a service said again, by a pronoun of its gender."""
        word, noun = self.document.tokens[frame.start], self.document.tokens[mention.start]
        if mention.kind != "service" or frame.relation.kind != "verb" or frame.mode != "message":
            return False
        return word.endswith("ها") if noun.endswith("ه") else word.endswith("ه") and not word.endswith("ته")

    def _was_done_by_stranger(self, frame: Frame) -> bool:
        """حط ناريشكين في كاراكاس واستقبله الرئيس مادورو: behind the verb and its object stands who did it."""
        tokens, at = self.document.tokens, frame.end
        if had_done(self.document, frame, self._of_nobody_known, (self._mention_words, self._dated)):
            return True
        if frame.relation.kind != "verb" or not tokens[frame.start].endswith(OBJECTS) or at >= frame.right:
            return False
        known = any(i in self._mention_words or i in self._dated for i in range(at, min(at + _STRANGER, frame.right)))
        named = all(m.end <= frame.start for found in frame.parties.values() for m in found)
        article = tokens[at].startswith("ال") and tokens[at] not in NO_ARTICLE
        said = {"aside", "phone", "both"} & self.document.cues[at]
        return named and article and not known and not said and self.document.gap(at) == " "

    def _is_quoted_by(self, frame: Frame, index: int) -> bool:
        """راتكليف: روسيا حصلت على بيانات: who says it at the head of the sentence did not do it."""
        end = self.mentions[index].end
        quoted = end <= frame.start and ":" in self.document.gap(end)
        return quoted and frame.mode == "message" and getattr(frame.relation.entry, "receives", False)

    def _is_given_to_subject(self, frame: Frame) -> bool:
        """التقى أوباما بوتين، وكان بانيتا قد قدم له ملفا: "him" is the subject before, who is of the giver's side."""
        giver = next(iter(next(iter(frame.parties.values()))))
        tokens = self.document.tokens
        reach = range(frame.end, min(frame.end + 3, frame.right))
        if frame.mode != "message" or giver.person is None or not any(tokens[at] in _TO_ONE for at in reach):
            return False
        here = self._by_sentence.get(frame.sentence, ())
        subject = next(
            (self.mentions[i] for i in here if self.mentions[i].person or self.mentions[i].kind == "office"), giver
        )
        return subject.side == giver.side and subject.person != giver.person and subject.start < giver.start

    def _borrow_topic(self, frame: Frame, missing: str) -> None:
        """Takes him whom the text is about where a subject or a pronoun can only mean him."""
        topic = self._topic.get(missing)
        word = self.document.tokens[frame.start]
        his = word.endswith("ه") or (frame.relation.kind == "verb" and not word.endswith(OBJECTS))
        his = his or (frame.relation.kind == "noun" and self._has_pronoun(frame) and not word.endswith(_NOT_HIS))
        opens = frame.relation.kind == "noun" or word.endswith("ه") or self._opens_clause(frame.start)
        if self._is_of_speaker(frame, missing):
            return
        if topic is not None and his and opens and self._may_be_topic(topic, frame):
            self._extend(frame, topic)
            frame.rule += ", he whom the text is about"
            frame.weight = 0.7

    def _topic_goes_on(self, sentence: int, side: str, frame: Frame) -> bool:
        """خلف بورتنيكوف باتروشيف. وقد استقبلته واشنطن: who stands in a sentence about another is not meant."""
        topic = self._topic.get(side)
        here = [self.mentions[i] for i in self._by_sentence.get(sentence, ()) if self.mentions[i].side == side]
        named = [m for m in here if m.kind in {"person", "head"} and not m.weak]
        if topic is None or not named or any(m.person == self.mentions[topic].person for m in named):
            return False
        first, _ = self.document.sentences[sentence]
        opening = self.document.tokens[first].lstrip("و")
        return named[0].start - first <= 1 + len(named[0].parts) and opening in _SUCCEEDED

    def _got_from_another(self, frame: Frame) -> bool:
        """حصلت عليها الوكالة من حليف: from whom is said, and is nobody known; or they are of one side."""
        if self._is_within_side(frame):
            return True
        if not getattr(frame.relation.entry, "receives", False):
            return False
        tokens = self.document.tokens
        for at in range(frame.end, min(frame.right, frame.end + _SUBJECT_WORDS + 2)):
            if tokens[at] == "من" and at + 1 < len(tokens):
                return at + 1 not in self._mention_words
        return False

    def _has_unknown_subject(self, frame: Frame) -> bool:
        """قال الجهاز إن الموقوف سلم معلومات: who gave them is said, and is nobody known."""
        if frame.relation.kind != "verb" or self.document.tokens[frame.start].endswith(OBJECTS):
            return False
        for at in range(frame.start - 1, max(frame.left, frame.start - _SUBJECT_WORDS) - 2, -1):
            if at < 0 or at in self._mention_words or "pronoun_complement" in self.document.cues[at]:
                return False
            if "complement" in self.document.cues[at]:
                return frame.start - at > 1 and self.document.tokens[at + 1].startswith("ال")
        return False

    def _points_back(self, frame: Frame) -> bool:
        """Whether a verb leaves out somebody named before: by a pronoun (هاتفه), or its subject (التقى لافروف).

        Who stands right behind the verb is its subject if the verb is one of telling or an object follows: وأطلع كومي
        قادة اللجنة says all.
        """
        tokens = self.document.tokens
        if tokens[frame.start].endswith(OBJECTS) and len(tokens[frame.start]) > 3:
            return True
        last = min(frame.end + 8, frame.right)
        # التقى المسؤول نفسه وناقش معه الملف: with a verb behind it.
        joined = (at for at in range(frame.end, last) if tokens[at].startswith("و") and self._is_told_by_verb(at))
        reach = range(frame.end, next(joined, last))
        if any(tokens[at] in TO_HIM for at in reach):
            return True
        if frame.mode in {"talk", "call"} and any(tokens[at].lstrip("و") in _OF_SOMETHING for at in reach):
            # تحدث السفير عن اتفاقات names nobody it was said to.
            return any("phone" in self.document.cues[at] for at in reach)
        named = next(iter(next(iter(frame.parties.values()))))
        index = self._mention_words.get(named.start)
        if named.start < frame.end or index is None:
            return False
        if tokens[named.start].lstrip("وبل").startswith("نظير") or self.links.of(index) in {"مع", "ب", "الي", "ل"}:
            return True
        if any("pronoun_complement" in self.document.cues[at] for at in range(max(0, frame.start - 3), frame.start)):
            return True
        if tokens[frame.start].endswith("ت") and named.kind in _MEN and not tokens[named.start].endswith("ه"):
            # نبهت رئيس المحطة: she who did it was named before.
            return True
        return frame.mode != "message" and not self._has_object(named, frame)

    def _is_told_by_verb(self, at: int) -> bool:
        return any(reading.kind == "verb" for reading in self.document.relation_words.get(at, ()))

    def _only_tells(self, frame: Frame, index: int) -> bool:
        """قال نائب الوزير إن بيرنز أجرى لقاءات: who says it of another is no party (but in قال ... هاتفه)."""
        tokens, cues = self.document.tokens, self.document.cues
        subject = min((m.start for found in frame.parties.values() for m in found), default=0)
        between = range(self.mentions[index].end, min(subject, frame.start))
        says = any("complement" in cues[at] and not self._had_done(at) for at in between)
        if not says or self.mentions[index].kind == "head":
            return False
        if frame.mode == "message" and any("thanking" in cues[at] for at in between):
            return False
        points_back = tokens[frame.start].endswith(POSSESSIVES) or any(
            tokens[at] in TO_HIM for at in range(frame.end, min(frame.end + 4, frame.right))
        )
        teller = self.mentions[index]
        return not points_back and teller.kind in {"person", "office", "state"} and not self._of_service(teller)

    def _extend(self, frame: Frame, index: int) -> None:
        frame.parties.setdefault(self.mentions[index].side, []).append(self.mentions[index])

    def _resolve_counterparts(self, frame: Frame, chosen: list[int], others: list[int]) -> None:
        """نظيره without a country is the other side's."""
        for index in chosen:
            mention = self.mentions[index]
            if mention.kind == "counterpart" and not mention.side:
                if self._of_third_party(frame):
                    # زار الصين واجتمع بنظرائه: those of that country.
                    frame.why_not = "other_party"
                    return
                sides = self._sides_of([i for i in chosen if i != index]) or self._sides_of(others)
                if len(sides) == 1:
                    mention.side = self.knowledge.other_side(sides.pop())
