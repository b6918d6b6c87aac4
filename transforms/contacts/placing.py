"""Where a contact was."""

from __future__ import annotations

from typing import Final

from transforms.contacts.days import AFTER_EVENT
from transforms.contacts.given import folded_words
from transforms.contacts.mention import Mention
from transforms.contacts.others_places import NEAR, PlacesOfOthers
from transforms.contacts.scene import Frame
from transforms.contacts.wordlists import Relation

_AT_IT: Final = frozenset(("هامش", "خلال", "اثناء", "ضمن"))
_IN_IT: Final = frozenset(("في", "ب", "الي", "من"))
_RECEIVES: Final = frozenset(("استضاف", "استقبل"))
_BETWEEN_THEM: Final = frozenset(("مع", "بين", "وبين", "الي"))
_FARTHEST: Final = 26
_FARTHEST_GROUND: Final = 45
"""Words from an exchange to the airport on which it was: رتبها بانيتا وفرادكوف، وتمت على مدرج مطار فيينا."""
_HOUSES: Final = frozenset(
    ("مطار", "مدينه", "العاصمه", "مقر", "فندق", "قصر", "منتجع", "سفاره", "قاعده", "عاصمه", "منطقه", "ضاحيه",
     "ضواحي", "فيلات", "فيلا", "فنادق", "قصور", "بيوت", "احدي", "احد")
)
_UNNAMED: Final = frozenset(("عاصمه", "دوله", "مدينه", "بلد", "عواصم"))
_ONE_OF: Final = frozenset(("احدي", "احد"))
_UNNAMED_WITHIN: Final = 12
_ROOMS: Final = frozenset(("غرفه", "قاعه", "فندق", "قصر", "مبني", "مكان", "مكتب", "منتجع", "فيلا", "بيت", "جناح"))
_SUMMITS: Final = frozenset(("قمه", "موتمر", "منتدي"))
"""What is named after where it is held: على هامش قمة البيت الأبيض."""
_ON: Final = frozenset(("علي", "فوق"))
_SOIL: Final = frozenset(("ارض", "اراض", "الاراضي"))
_LASTING: Final = frozenset(("يومين", "ليومين", "ايام", "ساعتين", "لساعتين", "ساعات", "ساعه"))
"""على مدى يومين في جنيف: how long it was says nothing of what was there."""
_HOW_MANY: Final = frozenset(("الاثنين", "الثلاثه", "الاربعه", "معا", "كليهما", "جميعا", "كلهم"))
_INDEED: Final = frozenset(("فعلا", "بالفعل", "حقا"))
_PARTS: Final = frozenset(("ارض", "ارضيه", "مدرج", "مدارج", "صاله", "قاعه", "محيط"))
"""Of an airport and the like."""
_GROUNDS: Final = frozenset(("مطار", "المطار", "مدرج", "المدرج", "جسر", "الجسر", "ساحه"))
_WHERE: Final = frozenset(("حيث", "حين", "عندما", "لما"))
_THERE: Final = frozenset(("هناك", "هنالك"))
_HERE_WITHIN: Final = 8
_WHERE_WITHIN: Final = 7
_PRESENT: Final = frozenset((
    *("ذلك", "كان", "كانت", "موجود", "موجودا", "موجودان", "موجودين", "متواجد", "متواجدا", "حاضر", "حاضرا"),
    *("وجوده", "تواجده"),
))
"""بيرنز موجود في أنقرة, كان في أنقرة"""
_HELD: Final = frozenset((
    *("مره", "مرتين", "مرات", "اختتمت", "تختتم", "انتهت", "انطلق", "انطلقت", "استونف", "استونفت", "تواصل", "تواصلت"),
    *("استمرت", "التامت", "التام"),
))
"""اختتمت في جنيف محادثات"""


class PlaceReader(PlacesOfOthers):
    """Reads the places of the tellings of one document."""

    def place(self, frame: Frame) -> tuple[Mention | None, bool]:
        """Where the contact was, and whether the place hosts (استضافت أنقرة)."""
        if frame.place is not None:
            return frame.place, False
        first, _ = self.document.sentences[frame.sentence]
        best: tuple[int, Mention] | None = None
        hosting = False
        # ثاني مرة يلتقيان؛ فقبل عام طار إلى موسكو: where what follows was.
        so = self.document.so_behind(frame.end, self.document.sentences[frame.sentence][1])
        so = min(so, self._behind_unnamed(frame))
        for index in self._mentions_of(frame.sentence):
            mention, link = self.mentions[index], self.links.of(index)
            if not (mention.place or (mention.weak and mention.kind in {"state", "foreign"})) or mention.start >= so:
                continue
            if mention.start == frame.end and frame.relation.kind == "noun" and mention.kind == "place":
                return mention, False
            hosts = self._hosts(mention)
            where = link in _IN_IT and self._is_where(mention, frame)
            if not self._may_be_it(index, frame, hosts=hosts, where=where):
                continue
            if link == "الي" and not where and not self._is_reached(mention, frame, first):
                continue
            distance = self._distance(mention, frame, link)
            farthest = _FARTHEST_GROUND if frame.mode == "exchange" and self._on_ground(mention) else _FARTHEST
            if distance > farthest or (mention.start < frame.left and not hosts and not where):
                continue
            if best is None or distance < best[0]:
                best, hosting = (distance, mention), hosts
        said = best[1] if best else self._there(frame) or self._where_clause(frame) or self._in_heading(frame)
        return said or self._of_host(frame) or self._at_house(frame), hosting

    def _behind_unnamed(self, frame: Frame) -> int:
        """التقاه في عاصمة عربية، وبعدها طارا إلى أنقرة: from where on no place is that of a contact."""
        tokens, end = self.document.tokens, len(self.document.tokens)
        last = min(frame.right, frame.end + _UNNAMED_WITHIN)
        for at in range(frame.end, last - 1):
            unnamed = tokens[at] == "في" and (tokens[at + 1] in _UNNAMED or tokens[at + 1] in _ONE_OF)
            if unnamed and not any(m.start in (at + 2, at + 3) and m.place for m in self.mentions):
                return self.document.next_gap(",", at + 1, end)
        return end

    def _of_host(self, frame: Frame) -> Mention | None:
        """فيدان استضاف بيرنز وناريشكين: who of a third state receives them, right beside the verb, does so at home."""
        if frame.mode != "meeting" or getattr(frame.relation.entry, "past", "") not in _RECEIVES:
            return None
        beside = (self.mentions[i] for i in self._mentions_of(frame.sentence))
        hosts = (m for m in beside if m.end == frame.start or m.start == frame.end)
        own = self.document.knowledge.sides
        return next((m for m in hosts if m.kind == "foreign" and m.side and m.side not in own), None)

    def _may_be_it(self, index: int, frame: Frame, *, hosts: bool, where: bool) -> bool:
        """Whether the words before a place, and what it is the place of, let it be that of the contact."""
        mention, link = self.mentions[index], self.links.of(index)
        if link == "في" and (self._is_of_office(index) or not self._tells_where(mention, frame)):
            return False
        if frame.mode == "exchange" and (self._is_of_prison(mention) or self._is_of_crime(mention)):
            return False
        if link == "ب" and not mention.place and not self._is_in_third_state(mention, frame):
            return False
        if self._is_place_of_another(mention, frame):
            return False
        there = link in {"في", "ب", "الي"} or hosts or where
        return there or self._in_house(mention) or self._on_its_soil(mention, frame)

    def _on_its_soil(self, mention: Mention, frame: Frame) -> bool:
        """تمت المبادلة على أرض تركية: not الحرب على الأراضي الأوكرانية."""
        tokens, at = self.document.tokens, mention.start
        on = at > 0 and tokens[at] in _SOIL and tokens[at - 1].lstrip("و") in _ON
        return on and mention.side not in self.document.knowledge.sides and self._tells_where(mention, frame)

    def _is_in_third_state(self, mention: Mention, frame: Frame) -> bool:
        """خلال لقائهما بتركيا, التقاه أمس بالنمسا: right behind a contact, its day or parties ب is where it was."""
        at, weak = mention.start - 1, mention.kind == "foreign" and mention.weak
        if not weak or at < frame.start or "," in self.document.gap(at + 1):
            return False
        party = any(m.start <= at < m.end for found in frame.parties.values() for m in found)
        known = at in self.dated_words or "attributes" in self.document.cues[at]
        return known or party or frame.start <= at < frame.end

    def _distance(self, mention: Mention, frame: Frame, link: str) -> int:
        """Words between a contact and a place, and what parts them."""
        behind = mention.start >= frame.end
        cues, tokens = self.document.cues, self.document.tokens
        low, high = (frame.end, mention.start) if behind else (mention.end, frame.start)
        distance = high - low
        if frame.relation.kind == "noun" and behind:
            # اجتماع بيرنز مع سيرغي ناريشكين الاثنين في أنقرة: however long they are called.
            men = {at for found in frame.parties.values() for m in found for at in range(m.start, m.end)}
            rest = (at for at in range(low, high - 1) if at not in men and at not in self.dated_words)
            distance = 0 if link == "في" and all(tokens[at] in _BETWEEN_THEM for at in rest) else distance
        distance += sum(12 for at in range(low, high) if "clause_breaks" in cues[at] or "complement" in cues[at])
        distance += sum(6 for at in range(low, high) if at in self.document.relation_words)
        after = (at for at in range(low, high - 2) if tokens[at] in AFTER_EVENT and tokens[at + 1] != "ذلك")
        return distance + (sum(10 for _ in after) if behind else 0)

    def _in_heading(self, frame: Frame) -> Mention | None:
        """أربع وعشرون ساعة في موسكو: بيرنز التقى باتروشيف: the one place before a colon, where nobody is named."""
        first, _ = self.document.sentences[frame.sentence]
        if (above := self._heads_it(frame)) is not None:
            return above
        colon = self.document.next_gap(":", first + 1, frame.start + 1)
        if colon > frame.start or any(at in self.document.relation_words for at in range(first, colon)):
            return None
        named = [index for index in self._mentions_of(frame.sentence) if self.mentions[index].start < colon]
        link = self.links.of(named[0]) if len(named) == 1 else None
        at_table = len(named) == 1 and self.document.tokens[self.mentions[named[0]].start - 1] == "طاوله"
        here = (link in {"في", "ب"} or at_table) and not self._is_of_office(named[0])
        here = here and not self._is_where_asked(self.mentions[named[0]])
        mention = self.mentions[named[0]] if here else None
        return mention if mention and (mention.place or mention.kind == "state") else None

    def _is_where(self, mention: Mention, frame: Frame) -> bool:
        """نقل إلى أنقرة حيث بودل, في أنقرة في 1 أغسطس حين بودل: the clause behind a place says what was done there."""
        between = range(mention.end, frame.start)
        words = [self.document.tokens[at] for at in between if at not in self.dated_words]
        return 0 < len(words) <= NEAR and any(word in _WHERE for word in words[:2])

    def _there(self, frame: Frame) -> Mention | None:
        """حمل إلى موسكو رسالة، والتقى هناك مسؤولين: the last place before it in the sentence."""
        behind = self.document.tokens[frame.end : min(frame.right, frame.end + _HERE_WITHIN)]
        if "هنا" in behind and self.mentions and self.mentions[0].start == 0 and self.mentions[0].place:
            # باريس/ كونا: عقدا اجتماعا هنا
            return self.mentions[0]
        if _THERE.isdisjoint(behind[:NEAR]):
            return None
        for index in reversed(self._mentions_of(frame.sentence)):
            mention = self.mentions[index]
            if mention.start >= frame.start or not (mention.place or mention.weak or mention.kind == "place"):
                continue
            if self.links.of(index) in {"الي", "في", "ب"} and not self._is_in_message(mention):
                return mention
        return None

    def _where_clause(self, frame: Frame) -> Mention | None:
        """قادما من أنقرة، حيث التقى: the place right before the clause that tells what was done there."""
        first, _ = self.document.sentences[frame.sentence]
        near = range(frame.start - 1, max(first, frame.start - _WHERE_WITHIN), -1)
        at = next((at for at in near if self.document.tokens[at] == "حيث"), None)
        if at is None or any(i in self.document.relation_words for i in range(at + 1, frame.start)):
            return None
        for index in reversed(self._mentions_of(frame.sentence)):
            mention = self.mentions[index]
            if mention.end <= at:
                is_place = mention.place or mention.kind == "place" or (mention.weak and mention.kind == "foreign")
                return mention if is_place and mention.end == at and not self._is_in_message(mention) else None
        return None

    def _hosts(self, mention: Mention) -> bool:
        cues, tokens = self.document.cues, self.document.tokens
        before = mention.start - 1
        while before > 0 and tokens[before] in _HOUSES:
            # استضافت مدينة جدة
            before -= 1
        behind = before >= 0 and "hosts" in cues[before]
        word = tokens[before].lstrip("وي").removeprefix("ت")
        if behind and word.startswith("جمع") and not word.endswith("هما"):
            # تجمع روسيا والولايات المتحدة: those brought together; حين جمعتهما أنقرة: where they were.
            behind = False
        # فيينا قد استضافت, أنقرة تؤكد استضافة اجتماع
        verb = mention.end
        if verb < len(cues) and (tokens[verb] == "قد" or not cues[verb].isdisjoint(("reporting", "confirmation"))):
            verb += 1
        return behind or (verb < len(cues) and "hosts" in cues[verb])

    def _tells_where(self, mention: Mention, frame: Frame) -> bool:
        """Whether في belongs to the contact and not to a noun before it (الحرب في أوكرانيا, السفارة في موسكو)."""
        at = mention.start - 2
        low = frame.end if mention.start >= frame.end else 0
        while at >= low and self.document.tokens[at + 1] in _HOUSES:
            # في ضواحي برلين
            at -= 1
        if at < 0 or "," in self.document.gap(at + 1) or at < frame.end <= at + 1:
            return True
        cues = self.document.cues[at]
        if frame.mode == "exchange" and ("arranges" in cues or self.document.tokens[at] in _GROUNDS):
            # نفذت في أبوظبي, على مدرج مطار في تركيا
            return True
        if frame.mode == "exchange" and self._are_exchanged(frame.end, at):
            return True
        if {
            "light",
            "adverbs",
            "both",
            "phone",
            "first",
            "second",
            "again",
            "attributes",
        } & cues or at in self.dated_words:
            return True
        if self.document.tokens[at] in _HOW_MANY and at - 1 in self._mention_words:
            # مع رؤساء الأجهزة الثلاثة في واشنطن
            return True
        if self.document.tokens[at] in self.document.knowledge.forms["tables"] | _INDEED:
            # واجهه عبر الطاولة في أبوظبي, حصل فعلا في أنقرة
            return True
        if frame.mode == "meeting" and self.document.tokens[at] in folded_words(
            getattr(frame.relation.entry, "content", ())
        ):
            # احتسى القهوة في واشنطن مع
            return True
        if self.document.tokens[at].lstrip("وف") in _PRESENT | _HELD or self._is_at_occasion(at):
            return True
        if at in self.document.relation_words:
            return True
        if at in self.document.adjective_words:
            return not self._is_of_presence(at)
        if self.document.tokens[at] in _LASTING:
            return True
        # في غرفة واحدة في أنقرة, تقاسما طاولة واحدة في أنقرة, اتسعت قاعة في أنقرة لرجلين
        near = self.document.tokens[max(frame.start if low else 0, at - 1) : at + 1]
        room = any(token.lstrip("ب") in _ROOMS | self.document.knowledge.forms["tables"] for token in near)
        return room or at in self._mention_words or self._ends_name(at)

    def _ends_name(self, at: int) -> bool:
        """نائب مدير الوكالة توماس ووكر في جنيف: the surname of somebody unknown, behind his title."""
        named = self.document.tokens[at - 1] in self.document.knowledge.all_first_names
        return named and at - 2 in self._mention_words

    def _is_at_occasion(self, at: int) -> bool:
        """على هامش مؤتمر في لندن, جمعهما منتدى دولي في فيينا: the place of what both attended."""
        tokens, occasions = self.document.tokens, self.document.knowledge.forms["occasions"]
        noun = next((i for i in (at, at - 1) if i > 0 and tokens[i] in occasions), None)
        if noun is None:
            return False
        joins = any(getattr(r.entry, "joins", False) for r in self.document.relation_words.get(noun - 1, ()))
        return joins or tokens[noun - 1] in _AT_IT

    def _are_exchanged(self, start: int, last: int) -> bool:
        """تبادلت واشنطن وموسكو كارلينا وبتروف في أبوظبي: between verb and place stand but who did it, and whom."""
        tokens = self.document.tokens
        for at in range(start, last + 1):
            known = at in self._mention_words or at in self.dated_words or "captives" in self.document.cues[at]
            if "," in self.document.gap(at) or at in self.document.relation_words:
                return False
            if not known and (tokens[at].startswith("ال") or self.document.cues[at]):
                return False
        return True

    def _is_reached(self, mention: Mention, frame: Frame, first: int) -> bool:
        """Whether where somebody goes in a sentence that begins at `first` is where the contact was."""
        if frame.mode == "exchange":
            # وعاد بموجبها إلى الولايات المتحدة: where they went, not where they were exchanged.
            return False
        elsewhere = self._is_of_later(frame, mention) or self._is_behind(mention, frame)
        elsewhere = elsewhere or self._is_of_journey_long_ago(mention, frame)
        # طار إلى كييف ليطلعه على فحوى لقائه بناريشكين
        before = self.document.tokens[max(0, frame.start - 1) : frame.start]
        told = mention.end <= frame.start and not self.document.knowledge.forms["asking"].isdisjoint(before)
        elsewhere = elsewhere or told or self._is_of_stranger(frame, mention)
        return not elsewhere and self._travels(first, mention.start)

    def _on_ground(self, mention: Mention) -> bool:
        return self.document.tokens[mention.start - 1].lstrip("ب") in _GROUNDS and self._in_house(mention)

    def _in_house(self, mention: Mention) -> bool:
        """في مطار أبو ظبي, بمدينة جدة, على مدرج مطار فيينا: the nouns between hide the preposition."""
        at = mention.start - 1
        tokens = self.document.tokens
        if at <= 0 or (tokens[at].lstrip("بل") not in _HOUSES and tokens[at] not in _SUMMITS):
            return False
        while at > 1 and tokens[at - 1].lstrip("بل") in _HOUSES:
            # في فندق قصر الإمارات
            at -= 1
        if tokens[at].startswith("ب") or tokens[at - 1] in {"في", "من"}:
            return True
        if tokens[at] in _SUMMITS:
            return tokens[at - 1] == "هامش"
        return at > 1 and tokens[at - 1] in _PARTS and tokens[at - 2] in {"في", "علي"}

    def _travels(self, first: int, until: int) -> bool:
        readings = (self.document.relation_words.get(at, ()) for at in range(first, until))
        # في ضيافة الأتراك is no journey.
        return any(r.entry.mode == "visit" and not _hosts_only(r) for relations in readings for r in relations)


def _hosts_only(relation: Relation) -> bool:
    entry = relation.entry
    if relation.kind == "verb":
        return "place" not in getattr(entry, "takes", ())
    return getattr(entry, "object", False) or getattr(entry, "noun", "") == "ضيافة"
