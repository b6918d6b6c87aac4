"""Senses of a relation word in which it tells of no contact, whoever stands with it."""

from __future__ import annotations

from typing import Final

from transforms.contacts import records
from transforms.contacts.lexicon import folded_phrase
from transforms.contacts.lookalikes import is_lookalike
from transforms.contacts.scene import Frame
from transforms.contacts.similar import is_like_another
from transforms.contacts.subjects import Subjects

_STOPS: Final = frozenset(",.;")
_JUST_THAT: Final = frozenset(("ذلك", "هذا", "الامر", "الخبر"))
_THAT_WITHIN: Final = 9
"""Words from a verb of giving, its subject's name among them, to ذلك."""
_LEAST_WITH_OBJECT: Final = 4
_TO_THEM: Final = frozenset(("اليهم", "اليه", "اليها", "لهم", "له", "لها", "الي"))
_WHAT: Final = frozenset(("ما", "مما", "بما"))
_HAD: Final = frozenset(("كان", "كانت", "قد", "سبق", "ان"))
_ABOUT: Final = frozenset(("بشان", "حول", "بخصوص"))
_WHO: Final = frozenset(("اول", "اخر", "ثاني", "هو", "هي", "هم"))
_THAN: Final = frozenset(("من", "مما", "ممن"))
_HELPED: Final = (
    *("افشل", "احبط", "مكن", "ساعد", "سمح", "اتاح", "حال", "اعان", "انقذ", "كشف", "قاد", "جنب", "يكفي", "كفي"),
    *("يساعد", "يمكن", "يسمح"),
)
_HELP_REACH: Final = 16
_GOT_IT: Final = (["بها"], ["به"], ["عليها"], ["عليه"])
_BY_IT: Final = (["به"], ["بها"])
_FROM: Final = frozenset(("من", "منهم", "منها", "منه"))
_SAW_WITHIN: Final = 8
"""Words from اطلع to على, where nobody is named between them."""
_GOT_WITHIN: Final = 4
"""Words from a verb of getting to from whom."""
_RELEASE_REACH: Final = 12
_NEAR_GATHERED: Final = 6
NEAR_CONTENT: Final = 4
"""Words after a word of giving in which stands what was given."""
_WITH_HIM: Final = frozenset(("معه", "معها", "معهم", "معهما"))
_PEOPLES: Final = ("هم", "هما")
_FEW_BEFORE: Final = 80
"""Words before a definite exchange in which its prisoners may be named."""
_NUMERALS: Final = frozenset(
    ("ثلاثه", "ثلاث", "اربعه", "اربع", "خمسه", "خمس", "سته", "ست", "سبعه", "سبع", "ثمانيه", "ثماني", "تسعه", "عشره")
)

ENDED: Final = "what there is no more"
_ENDED_WITHIN: Final = 12
"""Words from who ends an exchange of information to the word for it."""
_BY: Final = frozenset(("بحسب", "حسب", "وفق", "حسبما"))
_GIVEN_WITHIN: Final = 8
"""Words from information to who gave it."""


class Senses(Subjects):
    """Finds the relation words of a document that mean something else than a contact."""

    def _other_sense(self, frame: Frame) -> str | None:
        """Why a relation word tells of no contact, whoever stands with it."""
        entry = frame.relation.entry
        kept_up = getattr(entry, "contact", False) and frame.start and self.document.tokens[frame.start - 1] == "علي"
        # المدير تحادث: behind a definite noun, which governs none, stands its verb.
        before = self.document.tokens[frame.start - 1] if frame.start else ""
        named = frame.relation.kind == "noun" or not before.startswith(("ال", "وال"))
        channel = bool(frame.start) and "channels" in self.document.cues[frame.start - 1]
        # دخلت على خط الصفقة: took part in it.
        joined = self.document.tokens[max(0, frame.start - 2) : frame.start] == ["علي", "خط"]
        if kept_up and self.document.has_cue("about", frame.end, frame.end + 1):
            # على تواصل بشأن التبادل: they speak about something.
            kept_up = self.document.tokens[frame.end] not in _ABOUT
        if kept_up or self._goes_on(frame) or (named and channel and not (joined and frame.mode == "exchange")):
            return "channel"
        if self._passes_thanks(frame):
            return "no_content"
        if getattr(entry, "object", False) and self._are_talks(frame.end):
            # استضافة اجتماع روسي أمريكي: the meeting is told of by its own word.
            return "no_relation"
        if is_lookalike(self.document, frame):
            return "no_relation"
        if isinstance(entry, records.Verb):
            if frame.mode == "message" and (self._tells_of_somebody(frame) or self._is_of_bargain(frame)):
                return "no_relation"
            if self._came_to_know(frame, entry) or self._is_elative(frame, entry) or self._gathers(frame, entry):
                return "no_relation"
            if self._takes_along(frame):
                return "no_content"
            told = not entry.content or self._has_content(frame, entry) or self._gives_what_was_named(frame)
            told = told or is_like_another(self.document, frame) or self._gives_what_helped(frame)
            return None if told else "no_content"
        if (entry.conveys and not self._conveys(frame)) or (entry.gives and self._is_source(frame)):
            return "no_content"
        if frame.mode == "exchange" and self._is_any(frame.start):
            return "no_captives"
        needs = entry.again or entry.needs_captives or entry.needs_release or entry.needs_talks
        if needs and not self._is_of_captives(frame, entry):
            return "no_captives"
        several = frame.relation.form == "plural" and entry.plural_needs and not self._is_counted(frame)
        return "channel" if several and not self._has_word(frame, entry.plural_needs) else None

    def _goes_on(self, frame: Frame) -> bool:
        """تبادل المعلومات معهم لم يتوقف: what two do all the time."""
        if self._is_done_at_times(frame):
            return True
        tokens, words = self.document.tokens, self.knowledge.forms["goes_on"]
        exchanged = "تبادل" in tokens[max(0, frame.start - 1) : frame.start + 1]
        if not exchanged or frame.mode != "message":
            return False
        last = self.document.next_gap(",", frame.end, min(frame.right, frame.end + _GIVEN_WITHIN))
        behind = range(frame.end, last)
        return any(tokens[at] in words for at in behind) or self._is_ended(frame)

    def _is_done_at_times(self, frame: Frame) -> bool:
        """نتواصل مع الأمريكيين كلما دعت الحاجة: what is done at times is told of no time."""
        if frame.mode == "message" or frame.relation.form != "present":
            return False
        last = self.document.next_gap(",", frame.end, min(frame.right, frame.end + _ENDED_WITHIN))
        return self._has_cue(frame.end, last, "at_times")

    def _is_ended(self, frame: Frame) -> bool:
        """علقت الوكالة منذ 2014 تبادل المعلومات معهم: what there is no more."""
        tokens, ends = self.document.tokens, self.knowledge.forms["ends_it"]
        start = max(frame.left, self.document.sentences[frame.sentence][0], frame.start - _ENDED_WITHIN)
        for at in range(start, frame.start):
            commented = tokens[at + 1] == "علي" or tokens[frame.start - 1] == "علي"
            ended = bool({tokens[at], tokens[at].lstrip("وف")} & ends) and not commented
            if ended and self.document.next_gap(",", at + 1, frame.start + 1) > frame.start:
                frame.rule = ENDED
                return True
        return False

    def _takes_along(self, frame: Frame) -> bool:
        """عاد من موسكو حاملا معه ملفا: what one has with one is given to nobody, unless it is said to whom."""
        if frame.mode != "message" or _WITH_HIM.isdisjoint(self.document.tokens[frame.end : frame.end + 1]):
            return False
        behind = self._mentions_between(frame.sentence, frame.end, frame.right)
        return not any(self.links.of(i) in {"الي", "ل"} for i in behind)

    def _are_talks(self, at: int) -> bool:
        """Whether a word tells of a meeting or a talk."""
        readings = self.document.relation_words.get(at, ())
        return any(r.kind == "noun" and r.entry.mode in {"call", "talk", "meeting"} for r in readings)

    def _is_source(self, frame: Frame) -> bool:
        """بحسب المعطيات الرسمية: by what something is known; nobody gave it to anybody."""
        before = self.document.tokens[frame.start - 1].removeprefix("و") if frame.start else ""
        if before not in _BY:
            return False
        behind = self.document.next_gap(",", frame.end, frame.end + _GIVEN_WITHIN)
        return not self._mentions_between(frame.sentence, frame.end, behind)

    def _is_any(self, at: int) -> bool:
        """كل صفقة تبقي خطا مفتوحا, أي عملية تبادل: of no exchange in particular."""
        before = self.document.tokens[max(0, at - 2) : at]
        whole = len(before) > 1 and before[1] in {"عمليه", "صفقه", "اتفاق"}
        return bool(before) and before[0 if whole else -1] in {"كل", "اي", "ايه"}

    def _is_of_bargain(self, frame: Frame) -> bool:
        """صفقات تبادل: the noun, which is written as the verb is."""
        before = self.document.tokens[frame.start - 1] if frame.start else ""
        word = self.document.tokens[frame.start]
        return word == "تبادل" and before.removeprefix("ال") in self.knowledge.forms["bargains"]

    def _is_counted(self, frame: Frame) -> bool:
        """ثلاثة اتصالات, اتصالات ثلاثة: what is counted took place one by one; a channel is not counted."""
        tokens = self.document.tokens
        beside = (frame.start - 1, frame.end)
        return any(0 <= at < len(tokens) and tokens[at].removeprefix("ال") in _NUMERALS for at in beside)

    def _came_to_know(self, frame: Frame, entry: records.Verb) -> bool:
        """اطلع على, اطلع في ذلك الصيف على: he saw for himself, as the one told stands between أطلع and على."""
        if frame.relation.form == "masdar" or entry.past != "أطلع":
            return False
        tokens, last = self.document.tokens, min(frame.right, frame.end + _SAW_WITHIN)
        of_what = next((at for at in range(frame.end, last) if tokens[at] == "علي"), None)
        if of_what is None or (of_what > frame.end and tokens[frame.start].endswith(("ه", "ها", "هم", "هما", "نا"))):
            return False
        between = range(frame.end, of_what)
        told = tokens[frame.end].startswith("ال") or any(at in self._mention_words for at in between)
        return not told and not any("," in self.document.gap(at) for at in between)

    def _is_elative(self, frame: Frame, entry: records.Verb) -> bool:
        """من أخطر العصابات, عملية أخطر، هدفها, أخطر مما قيل: more dangerous, not informed."""
        tokens = self.document.tokens
        if tokens[frame.start] != folded_phrase(entry.past) or entry.past[:1] != "أ":
            return False
        if not ("object" in entry.takes and frame.mode == "message"):
            return False
        ends = frame.end >= len(tokens) or not _STOPS.isdisjoint(self.document.gap(frame.end))
        if ends or tokens[frame.end] in _THAN:
            return True
        # أول من أبلغهم, هو من أبلغهم
        who = frame.start > 1 and tokens[frame.start - 2].removeprefix("و") in _WHO
        return frame.start > 0 and tokens[frame.start - 1] == "من" and not who

    def _gathers(self, frame: Frame, entry: records.Verb) -> bool:
        """جمعوا المعطيات, جمعت الوكالة بيانات: they gather things; a meeting or a place brings two together."""
        if not entry.joins:
            return False
        tokens = self.document.tokens
        if frame.relation.form == "present" and frame.start and tokens[frame.start - 1].lstrip("و") in _WHAT:
            # ما يجمع الجهازين: what they have in common.
            return True
        if tokens[frame.start].endswith("وا") or (entry.past == "ضم" and not self._tells_of_meeting(frame)):
            return True
        if tokens[frame.start].endswith("ها") and tokens[frame.start - 1] in self.knowledge.words.content_words:
            # تسجيلات جمعها محققوه
            return True
        gathered = tokens[frame.end : min(frame.right, frame.end + _NEAR_GATHERED)]
        return not self.knowledge.forms["gathered"].isdisjoint(gathered)

    def _tells_of_meeting(self, frame: Frame) -> bool:
        """الاجتماع الذي عقد أمس وضم بيرنز وناريشكين: a meeting comprises them, a delegation or a group does too."""
        first, _ = self.document.sentences[frame.sentence]
        return any(
            reading.kind == "noun" and reading.entry.mode in {"call", "talk", "meeting"}
            for at in range(first, min(frame.right, frame.end + 2))
            for reading in self.document.relation_words.get(at, ())
        )

    def _conveys(self, frame: Frame) -> bool:
        """إيصال معلومات إلى, إيصالها إلى: what is conveyed stands behind the noun, or in it."""
        tokens = self.document.tokens
        if tokens[frame.start].endswith(("ها", "هما", "هم")):
            return True
        words = self.knowledge.words.content_words
        following = tokens[frame.end : min(frame.right, frame.end + NEAR_CONTENT)]
        return any(token in words or token.removeprefix("ال") in words for token in following)

    def _passes_thanks(self, frame: Frame) -> bool:
        """إبلاغ شكره لمدير الوكالة: thanks for what the contact was, sent by way of somebody."""
        if getattr(frame.relation.entry, "past", "") == "شكر" and self._is_noun_of_thanks(frame):
            return True
        to_him = self.document.tokens[frame.end : frame.end + 1]
        behind = frame.end + (bool(to_him) and to_him[0] in _TO_THEM)
        return frame.mode == "message" and self._has_cue(behind, behind + 1, "thanking")

    def _is_noun_of_thanks(self, frame: Frame) -> bool:
        """إبلاغ شكره إلى المدير, أعرب عن شكره: his thanks, where شكره is also that one thanked him."""
        if not frame.start or not self.document.tokens[frame.start].endswith(("ه", "ها", "هم")):
            return False
        conveyed = (r.entry.mode == "message" for r in self.document.relation_words.get(frame.start - 1, ()))
        return any(conveyed) or self.document.tokens[frame.start - 1] in {"عن", "ابلاغ", "نقل", "ايصال", "بنقل"}

    def _gives_what_helped(self, frame: Frame) -> bool:
        """أوصلت إلى موسكو ما أفشل المخطط, ما لديها عنه: what was given is said by what it did, or as what one had."""
        tokens = self.document.tokens
        reach = range(frame.end, min(frame.right, frame.end + _HELP_REACH, len(tokens) - 1))
        return frame.mode == "message" and any(
            tokens[at] == "ما"
            and (
                tokens[at + 1].startswith(_HELPED)
                or not self.knowledge.forms["known_by_giver"].isdisjoint(tokens[at + 1 : at + 3])
            )
            for at in reach
        )

    def _gives_what_was_named(self, frame: Frame) -> bool:
        """ما أرسلوه وصل عبر قنوات الأجهزة, وقد نقله الجهاز إليهم: what was given stands before, or the way tells."""
        first, last = self.document.sentences[frame.sentence]
        if frame.mode not in {"message", "call"}:
            return False
        # Leaders give thanks for what, as is said later, came that way; what else is given in its own clause.
        thanked = getattr(frame.relation.entry, "past", "") == "شكر"
        if self._has_cue(first, last if thanked else frame.right, "service_channels"):
            # شكره على عمل الأجهزة الخاصة: thanks for no more than that.
            return not getattr(frame.relation.entry, "receives", False) or self._has_cue(first, last, "content")
        if self._gives_just_that(frame) or self._gets_what_was_named(frame):
            return True
        word = self.document.tokens[frame.start]
        by_it = self.document.tokens[frame.end : frame.end + 1] in _BY_IT
        if not (word.endswith(("ه", "ها")) or by_it) or len(word) + by_it < _LEAST_WITH_OBJECT:
            return False
        if self._is_what_was_given(frame):
            # هذا ما نقله بيرنز إلى ناريشكين, ما قدمته الوكالة أتاح القبض على الخلية, ما بعث به المكتب حال دون هجوم
            behind, giver = self._mentions_between(frame.sentence, frame.end, frame.right), frame.end + by_it
            helped = bool(behind) and self.mentions[behind[0]].start == giver and self._is_service(behind[0])
            helped = helped and any(self._has_cue(frame.end, frame.right, name) for name in ("thanks", "outcome"))
            return helped or any(self.links.of(i) in {"الي", "ل"} for i in behind)
        to_them = any(self.document.tokens[at] in _TO_THEM for at in range(frame.end, min(frame.end + 4, last)))
        earlier = self.document.sentences[max(0, frame.sentence - 1)][0]
        words = self.knowledge.words.content_words
        return to_them and any(token.lstrip("وبل") in words for token in self.document.tokens[earlier : frame.start])

    def _gets_what_was_named(self, frame: Frame) -> bool:
        """معلومات أحبطت هجوما. وذكر الجهاز أنه تلقاها من شركائه, أنه توصل بها منهم: it, of the sentence before."""
        tokens = self.document.tokens
        if not getattr(frame.relation.entry, "receives", False):
            return False
        it = tokens[frame.start].endswith(("ها", "اه", "مه"))
        behind = tokens[frame.end : frame.end + _GOT_WITHIN]
        if not (it or behind[:1] in _GOT_IT) or not any(token in _FROM for token in behind):
            return False
        first = self.document.sentences[max(0, frame.sentence - 1)][0]
        words = self.knowledge.words.content_words
        return any(token.lstrip("وبل") in words for token in tokens[first : frame.start])

    def _gives_just_that(self, frame: Frame) -> bool:
        """علمت موسكو بأمر الخلية، ونقل الجهاز ذلك إلى الوكالة: what was told right before."""
        tokens = self.document.tokens
        if frame.mode != "message" or frame.relation.kind != "verb":
            return False
        reach = range(frame.end, min(frame.right, frame.end + _THAT_WITHIN, len(tokens) - 1))
        at = next((at for at in reach if tokens[at] in _JUST_THAT and tokens[at + 1] == "الي"), None)
        return at is not None and all(i in self._mention_words for i in range(frame.end, at))

    def _is_what_was_given(self, frame: Frame) -> bool:
        """ما نقله بيرنز, ما كان بيرنز قد حمله: behind ما, but for its subject and كان."""
        tokens = self.document.tokens
        first, _ = self.document.sentences[frame.sentence]
        before = (at for at in range(frame.start - 1, first - 1, -1) if at not in self._mention_words)
        what = next((at for at in before if tokens[at] not in _HAD), None)
        return what is not None and tokens[what].lstrip("و") in _WHAT

    def _is_of_captives(self, frame: Frame, entry: records.Noun) -> bool:
        """Whether an exchange, a deal or an operation is one of prisoners."""
        if entry.needs_release:
            return self._is_for_release(frame)
        if entry.needs_talks:
            return self._came_of_talks(frame)
        again = self._exchange_told and "ال" in self.document.tokens[frame.start][:4]
        if entry.again or again:
            return again
        following = self.document.tokens[frame.end] if frame.end < len(self.document.tokens) else ""
        if following.removeprefix("ال") in self.knowledge.forms["exchanged_otherwise"]:
            return False
        if self.document.tokens[frame.start].endswith(_PEOPLES) and following.startswith("ب"):
            # جرت مقايضتهم بأربعة: people, for others.
            return True
        if frame.end in self._dated and self._names_services(frame.sentence):
            # لقاء ضباط الجهازين أفضى إلى تبادل آب
            return True
        before = self.document.tokens[frame.start - 1] if frame.start else ""
        if before.removeprefix("ال") in self.knowledge.forms["bargains"] and self._names_services(frame.sentence):
            # مفاوضات التبادل جرت بين الجهازين
            return True
        # التبادل, الصفقة: that of the prisoners named before.
        reach = _FEW_BEFORE if "ال" in self.document.tokens[frame.start][:4] else 8
        if self._has_cue(frame.start - reach, frame.end + 14, "captives"):
            return True
        first, last = self.document.sentences[frame.sentence]
        if reach > 8 and self._has_cue(first, last, "leads_to") and self.document.cue_positions("captives"):
            return True
        of_people = any(self.document.cue_positions(name) for name in ("captives", "releases"))
        if of_people or self.document.names_affair:
            return self._has_cue(frame.start - 8, frame.end + 14, "swapping")
        # وسط حديث عن صفقة كبرى: the word itself, though one of these, says of no prisoners.
        beside = (frame.start - 8, frame.start), (frame.end, frame.end + 14)
        return any(self._has_cue(*near, "swapping") for near in beside)

    def _came_of_talks(self, frame: Frame) -> bool:
        """التفاوض على إخلاء سبيلهم جرى بين الجهازين, تحريرها حصيلة محادثات: a release that services negotiated."""
        first, last = self.document.sentences[frame.sentence]
        if "ل" in self.document.tokens[frame.start][:1]:
            return False
        if not self._names_services(frame.sentence):
            return False
        negotiated = any(
            getattr(reading.entry, "negotiates", False)
            for at in range(first, last)
            for reading in self.document.relation_words.get(at, ())
        )
        after = any(token in {"بعد", "عقب", "اثر"} for token in self.document.tokens[frame.end : last])
        took_place = after or self._has_cue(first, last, "light")
        return self._has_cue(first, last, "leads_to") or (negotiated and took_place)

    def _names_services(self, sentence: int) -> bool:
        """Whether a sentence names services, or men of services, of both sides."""
        here = self._by_sentence.get(sentence, ())
        return {self.mentions[i].side for i in here if self._is_service(i)} >= set(self.sides)

    def _is_for_release(self, frame: Frame) -> bool:
        """Whether somebody's release is told before مقابل, and no money is paid for it."""
        following = self.document.tokens[frame.end] if frame.end < len(self.document.tokens) else ""
        if following.removeprefix("ال") in self.knowledge.forms["paid"] or following.isdigit():
            return False
        first, _ = self.document.sentences[frame.sentence]
        near = (max(first, frame.start - _RELEASE_REACH), frame.start)
        handed = any(
            self.document.tokens[at].removeprefix("و") in self.knowledge.forms["handed"] for at in range(*near)
        )
        return self._has_cue(*near, "releases") or (handed and self._has_cue(*near, "captives"))
