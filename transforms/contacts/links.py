"""How a mention stands in its clause: what governs it."""

from __future__ import annotations

from typing import Final

from transforms.contacts.absent import was_not_there
from transforms.contacts.document import Document
from transforms.contacts.mention import Mention

_PREPOSITIONS: Final = {
    **dict.fromkeys(("مع", "ومع", "برفقه", "بصحبه", "قباله"), "مع"),
    **dict.fromkeys(("بين", "وبين"), "بين"),
    **dict.fromkeys(("الي", "والي", "امام", "نحو"), "الي"),
    **dict.fromkeys(("من", "ومن"), "من"),
    **dict.fromkeys(("في", "وفي", "لدي", "داخل", "عند"), "في"),
    "عبر": "عبر",
}
_MEN_OF: Final = frozenset(("موظف", "موظفا", "رجل", "رجلا", "ضابط", "ضابطا", "مسوول", "مسوولا", "عضو", "عضوا"))
STANDS_FOR: Final = frozenset(("ممثل", "ممثلا", "مندوب", "مندوبا", "ممثلين", "ممثلون"))
"""Before عن: who stands for somebody is his man."""
_ATTRIBUTED: Final = frozenset(("منسوب", "منسوبه", "نسب", "نسبت", "ينسب", "تنسب", "منسوبين"))
_EXPRESSED: Final = 14
"""Words from who expresses something to what: عبر الرئيس في اتصال مع نظيره عن شكره."""
_PARTICLES: Final = {"ب": "ب", "ل": "ل", "ك": "about"}
_ALL: Final = frozenset(("كل", "كلا"))
_SO_MANY: Final = frozenset((
    *("عدد", "عددا", "بعض", "اثنان", "اثنين", "اثنتان", "ثلاثه", "اربعه", "خمسه", "سته", "سبعه", "ثمانيه"),
    *("تسعه", "عشره", "العديد", "نفر", "عشرات"),
))
_LEADERS: Final = ("قاد", "قياد", "روسا", "مدير", "مديرا", "كبار", "زعما", "اركان")
_PART_OF: Final = frozenset(("تابع", "تابعه", "تابعا", "تابعين", "تابعتين"))
_AS_SAID: Final = frozenset(("حسبما", "وفقما"))
_WHAT: Final = frozenset(("ما", "لما"))
_CITING: Final = frozenset(("بحسب", "وفق", "وفقا", "حسب", "وبحسب", "ووفق"))
_HIS_WORDS: Final = (["قوله"], ["قولها"])
"""Right behind him whose words were reported: نقلت الوكالة عن ناريشكين قوله."""
_BY_WAY_OF: Final = frozenset((("من", "خلال"), ("عن", "طريق")))
_FORMERLY: Final = frozenset(("سابق", "سابقا", "السابق", "سابقه", "السابقه", "المتقاعد", "متقاعد"))
_SENT: Final = frozenset((
    *("الموفد", "موفدا", "المبعوث", "مبعوثا", "المكلف", "مكلفا", "المفوض", "مفوضا"),
    *("بتكليف", "بتفويض", "بايعاز", "بامر"),
))
_HOMES: Final = frozenset(("اقامه", "منزل", "مسكن", "داره"))
_MEANS: Final = frozenset(("بواسطه", "بوساطه"))
_ROOMS: Final = frozenset(("اروقه", "قلب", "وسط", "ضواحي", "شوارع", "قاعات", "دهاليز", "ردهات", "ضاحيه"))
"""Parts of a place: في أروقة الكرملين."""
_TOWNS: Final = frozenset(("العاصمه", "مدينه", "المدينه", "منتجع", "ضاحيه"))
"""What a place is, before its name: إلى العاصمة واشنطن, بمدينة جدة."""
_HANDS_AFTER: Final = frozenset(("في", "بين", "تحت", "الي", "علي"))
_WORDS_WITHIN: Final = 2
_DECLINED_WITHIN: Final = 3
_HEADED_WITHIN: Final = 6
_PRESENT_WITHIN: Final = 3
_TITLED_WITHIN: Final = 2
_BEFOREHAND: Final = 3
_HIS_TERM: Final = frozenset(("ولايته", "ولايتها"))
_PREDECESSOR: Final = "سلف"
HIS_MAN: Final = frozenset(
    ("سلفه", "سلفها", "سلفهما", "قايدها", "قايده", "مضيفه", "ضيفه", "محاوره", "محدثه", "غريمه", "صديقه")
)
"""Words for a man by another one or by his service, right before his name."""
_SEATS: Final = 3
"""Words behind a name to the seat of power that he came to or left."""
_LIMITED: Final = frozenset(("اقتصر", "اقتصرت", "تقتصر", "يقتصر", "مقتصره", "مقتصرا", "انحصرت", "وقفا"))
_LIMITED_WITHIN: Final = 5
_COMES_BACK: Final = frozenset(("عوده", "مجي"))
_TITLES: Final = frozenset(("الرييس", "السيد", "الجنرال", "المدير"))

_WARY: Final = frozenset(("الحذر", "الحيطه", "خشيه", "الخشيه", "خوفا", "الخوف", "تخوف", "تخوفا", "مخاوف", "مخاوفه"))
"""Behind these من names what is feared."""
WITH_IT: Final = frozenset(("بها", "به", "بهما", "منها", "منه", "اليها", "اليه", "عليها", "عليه", "عنها", "عنه"))
_PART_WITHIN: Final = 8
"""Words from who took no part to what it was."""
_JOINED_WITHIN: Final = 6
"""Words from one mention to the one that و joins to it."""
_ASIDE_WITHIN: Final = 10
_PAIR_LEAST: Final = 2
"""Mentions before the second of a pair: the first, and the state that he serves."""


class Links:
    """The governors of the mentions of one document."""

    def __init__(self, document: Document, mentions: list[Mention]) -> None:
        self.document = document
        self.mentions = mentions
        self._links: dict[int, str] = {}

    def of(self, index: int) -> str:
        """What governs mention `index`.

        A preposition (مع ب الي ل من في بين), `by` (من قبل, بواسطة), `gen` (a noun that tells of a contact), `verb`
        (right after a verb that does), `speaker`, `cited`, `belongs` (it is somebody's campaign, spokesman, plan …),
        `about`, or "" (none that is known: a subject or object).
        """
        if index not in self._links:
            self._links[index] = self._link(index)
        return self._links[index]

    def _link(self, index: int) -> str:
        mention, document = self.mentions[index], self.document
        if (mention.kind == "foreign" and self._is_only_present(index)) or was_not_there(document, mention):
            return "about"
        particle = mention.clitics.replace("ال", "").lstrip("وف")[:1]
        if particle == "ل" and mention.start:
            # عميل للسي آي إيه, في سجن ليفورتوفو التابع لجهاز الأمن
            owned = document.tokens[mention.start - 1].removeprefix("ال")
            if owned in _PART_OF or owned in document.knowledge.forms["agents"] or self._is_of_words(mention):
                return "belongs"
        if particle:
            return _PARTICLES.get(particle, "")
        if mention.clitics[:1] == "و" or self._is_joined_by_adjective(mention):
            return self._coordinated(index)
        gap = document.gap(mention.start)
        before = mention.start - 1
        opens = document.sentences[document.sentence_of[mention.start]][0] == mention.start
        if before < 0 or opens or "," in gap or "\n" in gap:
            return ""
        words = document.tokens
        if words[before] == "من" and before > 0 and words[before - 1].lstrip("بل") in _ALL:
            before -= 1
        if (counted := self.counted_from(mention)) < mention.start:
            return self._of_number(counted, mention)
        word = words[before]
        if word.lstrip("بل") in _ALL and word not in _ALL:
            return _PARTICLES[word[0]]
        if word in _ALL and before > 0:
            before -= 1
        if word.lstrip("وبل") in HIS_MAN and before > 0:
            # استضافت سلفه وليام بيرنز, اتصل بسلفه وليام بيرنز: the same man
            opens = bool(set(",\n") & set(document.gap(before)))
            return _PARTICLES.get(word.lstrip("و")[0]) or ("" if opens else self._governed(before - 1, mention))
        # سلف راتكليف، وليام بيرنز
        is_his = word.lstrip("وبل") == _PREDECESSOR
        headed = mention.kind in {"service", "generic", "official"} and self._was_headed(before, mention)
        if self._is_put_by_agency(before, mention):
            return ""
        link = "belongs" if is_his or headed else self._governed(before, mention)
        # تقارير: رئيس الجهاز اجتمع, السفير يؤكد: رئيس الجهاز زار
        return "" if ":" in gap and link in {"belongs", "aide", "about", "speaker"} else link

    def _is_joined_by_adjective(self, mention: Mention) -> bool:
        """رئيسي المخابرات الأمريكية بيرنز والروسية ناريشكين: whose he is stands before him, and joins him."""
        before = mention.start - 1
        joins = before >= 0 and self.document.tokens[before][:1] == "و"
        return joins and self.document.adjective_words.get(before) == mention.side

    def _of_number(self, at: int, mention: Mention) -> str:
        """اجتمع خمسة من ضباطه, بعدد من ضباطه: what governs their number."""
        number = self.document.tokens[at]
        if number not in _SO_MANY:
            return _PARTICLES[number[0]]
        return "" if at == 0 or "," in self.document.gap(at) else self._governed(at - 1, mention)

    def counted_from(self, mention: Mention) -> int:
        """Where a mention with its number begins: خمسة من ضباط المكتب; but "three of the heads" are each somebody."""
        words, start = self.document.tokens, mention.start
        men = mention.kind == "official" and mention.intelligence and not words[start].startswith(_LEADERS)
        if not men or start < 2 or words[start - 1] != "من":
            return start
        number = words[start - 2]
        is_number = number in _SO_MANY or (number[:1] in _PARTICLES and number[1:] in _SO_MANY)
        return start - 2 if is_number else start

    def _is_only_present(self, index: int) -> bool:
        """بحضور رئيس الاستخبارات التركية, برعاية قطرية: whoever of a third state was there or brought it about."""
        mention, previous = self.mentions[index], self.mentions[index - 1] if index else None
        if previous is not None and previous.kind == "foreign" and previous.side == mention.side:
            # رئيس الاستخبارات التركية آنذاك هاكان فيدان
            beside = range(previous.end, mention.start + 1)
            if len(beside) <= _TITLED_WITHIN and not any(self.document.gap(at).strip() for at in beside):
                return self._is_only_present(index - 1)
        near = range(max(0, mention.start - _PRESENT_WITHIN), mention.start)
        forms = self.document.knowledge.forms["in_presence"]
        at = next((at for at in reversed(near) if self.document.tokens[at].removeprefix("و") in forms), None)
        return at is not None and not any("," in self.document.gap(i) for i in range(at + 1, mention.start + 1))

    def _is_put_by_agency(self, before: int, mention: Mention) -> bool:
        """تاس عن جهاز الأمن: as if it said so itself."""
        tokens, agencies = self.document.tokens, self.document.knowledge.forms["agencies"]
        cites = before > 0 and tokens[before] == "عن" and tokens[before - 1] in agencies
        return cites and ":" in self.document.gap(mention.end)

    def _is_of_words(self, mention: Mention) -> bool:
        """تصريحات مماثلة لمدير الوكالة: whose words they are."""
        words = self.document.tokens[max(0, mention.start - _WORDS_WITHIN) : mention.start]
        forms = self.document.knowledge.forms["spoken"]
        return bool(words) and (words[-1] in forms or (words[0] in forms and not words[-1].startswith("ال")))

    def _was_headed(self, before: int, mention: Mention) -> bool:
        """وزير الدفاع بانيتا، الذي تولى الوكالة: the service that a man of its side once headed does nothing here."""
        forms, tokens = self.document.knowledge.forms, self.document.tokens
        first, _ = self.document.sentences[self.document.sentence_of[before]]
        word = tokens[before]
        earlier = tokens[max(first, before - _HEADED_WITHIN) : before]
        was = any(token.lstrip("و") in {"كان", "كانت"} for token in earlier)
        relative = tokens[before - 1 : before] in (["الذي"], ["التي"], ["قد"])
        # الذي سبق له أن تولى الوكالة, سبق له تولي رئاسة الوكالة
        relative = relative or any(token.lstrip("و") == "سبق" for token in earlier[-_BEFOREHAND:])
        if not ((word in forms["headed"] and relative) or (word in forms["heads"] and was)):
            return False
        return any(
            m.side == mention.side and m.kind in {"person", "office"} and first <= m.start < before
            for m in self.mentions
        )

    def _governed(self, before: int, mention: Mention) -> str:
        """The link that the word before a mention gives it."""
        words, cues = self.document.tokens, self.document.cues
        word = words[before]
        previous = words[before - 1] if before > 0 else ""
        called = self._of_man(before, mention)
        if called is not None:
            return called
        if self._is_cited(before):
            return "cited"
        if word == "باسم" or self._is_spoken_for(before) or self._is_absent(word, previous, mention):
            return "belongs"
        if word in _MEANS or (word == "قبل" and previous == "من") or (word == "يد" and previous == "علي"):
            return "by"
        if ("units" in cues[before] and previous == "عبر") or (previous.removeprefix("و"), word) in _BY_WAY_OF:
            return "عبر"
        forms = self.document.knowledge.forms
        if word in forms["hands"] and previous.lstrip("و") in _HANDS_AFTER:
            return "الي"
        if word in forms["origins"]:
            return "من"
        apart = self._of_town(word, previous) or self._of_term(word, previous, mention)
        if apart:
            return apart
        if word == "مع" and self._is_employed(before):
            return "belongs"
        preposition = self._of_preposition(word, previous, before, mention)
        if preposition:
            return preposition
        if word in _TITLES and before > 0:
            before -= 1
        relation = self._relation_ends(before + 1) or self._of_verb_before(word, before)
        if relation:
            return relation
        return self._cued(cues[before], words[before], mention)

    def _is_cited(self, before: int) -> bool:
        """بحسب الجهاز, نقلا عن الجهاز, بحسب ما أعلن الجهاز"""
        words = self.document.tokens
        word, previous = words[before], words[before - 1] if before > 0 else ""
        if word in _CITING or (word in {"عن", "وعن"} and previous in {"نقلا", "ونقلا"}):
            return True
        as_said = previous in _AS_SAID or (previous in _WHAT and words[before - 2] in _CITING)
        return as_said and "reporting" in self.document.cues[before]

    def _of_man(self, before: int, mention: Mention) -> str | None:
        """مع العقيد بيرنز, مع موظف من الملحقية, مع ممثل عن الجهاز: what governs the word for the man."""
        words = self.document.tokens
        word, previous = words[before], words[before - 1] if before else ""
        if word in _TITLES and previous in _PREPOSITIONS:
            return self._of_preposition(previous, words[before - 2] if before > 1 else "", before - 1, mention)
        if word in {"عن", "وعن"} and words[mention.end : mention.end + 1] in _HIS_WORDS:
            return "speaker"
        if self._took_no_part(before, mention):
            return "about"
        of_office = word == "من" and previous in _MEN_OF and mention.kind == "office" and mention.person is None
        if before > 1 and (of_office or (word == "عن" and previous in STANDS_FOR)):
            return _PREPOSITIONS.get(words[before - 2], "")
        return None

    def _of_preposition(self, word: str, previous: str, before: int, mention: Mention) -> str:
        """القرصنة المنسوبة إلى الجهاز; دعاهم إلى الحذر من الوكالة: of whom they are wary."""
        if word == "الي" and previous.lstrip("و").removeprefix("ال") in _ATTRIBUTED:
            return "about"
        if word == "عبر" and self._is_to_express(before, mention):
            return "verb"
        at_odds = self.document.knowledge.forms["at_odds"]
        if word == "مع" and mention.kind == "state" and previous.lstrip("وفبل").removeprefix("ال") in at_odds:
            # خطة إنهاء الحرب مع روسيا
            return "about"
        if word not in _PREPOSITIONS:
            return ""
        return "about" if word == "من" and previous in _WARY else _PREPOSITIONS[word]

    def _took_no_part(self, before: int, mention: Mention) -> bool:
        """ولم يشارك راتكليف في المحادثات"""
        words = self.document.tokens
        not_so = before > 0 and words[before - 1].lstrip("وف") == "لم"
        part = not_so and words[before] in self.document.knowledge.forms["takes_part"]
        _, last = self.document.sentences[self.document.sentence_of[mention.start]]
        return part and "في" in words[mention.end : min(last, mention.end + _PART_WITHIN)]

    def _is_spoken_for(self, before: int) -> bool:
        cues = self.document.cues
        at_one = before > 0 and "speakers" in cues[before - 1] and self.document.tokens[before] == "في"
        return "speakers" in cues[before] or at_one

    def _is_absent(self, word: str, previous: str, mention: Mention) -> bool:
        """الموفد من ترامب, الذي عينه ترامب: not there; في مقر إقامة السفير: whose it is; العميل السابق في المكتب."""
        was_of_it = word == "في" and previous in _FORMERLY and mention.kind in {"service", "generic"}
        chosen = (previous if word in _TITLES else word) in self.document.knowledge.forms["chose_him"]
        return (word == "من" and previous in _SENT) or word in _HOMES or was_of_it or chosen

    def _is_employed(self, before: int) -> bool:
        """المتعاقد السابق مع الوكالة; but اجتماعات عمل مع نظرائه says what kind of a meeting."""
        words = self.document.tokens
        return any(
            words[at].removeprefix("ال") in self.document.knowledge.forms["employed"]
            and "," not in self.document.gap(before - 1)
            and self._relation_ends(at) != "gen"
            for at in range(max(0, before - 2), before)
        )

    def _is_to_express(self, before: int, mention: Mention) -> bool:
        """عبر الرئيس الروسي عن شكره: at the head of a clause, the verb, so that a leader acts in it."""
        document = self.document
        first, last = document.sentences[document.sentence_of[before]]
        opens = before == first or bool(set(",\n:") & set(document.gap(before)))
        tenures = document.knowledge.tenures.get(mention.person or "", ())
        leader = mention.kind in {"person", "office"} and not any(office.service for office, _ in tenures)
        return opens and leader and "عن" in document.tokens[mention.end : min(last, mention.end + _EXPRESSED)]

    def _of_term(self, word: str, previous: str, mention: Mention) -> str:
        """منذ تولي ترامب الحكم, بعد عودة ترامب إلى البيت الأبيض: since when he rules, not what he did."""
        forms, tokens = self.document.knowledge.forms, self.document.tokens
        if previous.removeprefix("و") not in forms["since"]:
            return ""
        behind = tokens[mention.end : mention.end + _SEATS]
        leads = mention.kind == "person" and not self.document.knowledge.has_served(mention.person)
        if word in _COMES_BACK and leads and {",", ":"} & {*self.document.gap(mention.end)}:
            # منذ عودة ترامب، هاتف; الأولى منذ عودة ترامب: تحدث
            return "belongs"
        comes = word in forms["comes_or_goes"] and any(t.removeprefix("ل") in forms["seats"] for t in behind)
        return "belongs" if comes or word in forms["takes_office"] else ""

    def _of_verb_before(self, word: str, at: int) -> str:
        """معلومة زودت بها الوكالة الروس: a preposition with its pronoun between a verb and its subject."""
        return "verb" if word in WITH_IT and self._relation_ends(at) == "verb" else ""

    def _of_town(self, word: str, previous: str) -> str:
        """إلى العاصمة واشنطن, للعاصمة واشنطن: what governs the word for what a place is, or for a part of it.

        Letters go to a man's desk: إلى مكتب باتيل.
        """
        if word == "مكتب" and previous.lstrip("وف") == "الي":
            return "الي"
        if word in _ROOMS | _TOWNS:
            return _PREPOSITIONS.get(previous, "")
        town = {word[1:], f"ا{word[1:]}"} & (_TOWNS | _ROOMS)
        return _PARTICLES[word[0]] if word[:1] in _PARTICLES and town else ""

    def declines(self, mention: Mention) -> bool:
        """رفضت الوكالة التعليق, امتنع المكتب عن الإدلاء بتصريح: who will not speak of it."""
        forms, tokens = self.document.knowledge.forms, self.document.tokens
        if not mention.start or tokens[mention.start - 1].lstrip("وف") not in forms["neither"]:
            return False
        return not forms["comments"].isdisjoint(tokens[mention.end : mention.end + _DECLINED_WITHIN])

    def _cued(self, cues: frozenset[str], word: str, mention: Mention) -> str:
        if word.lstrip("وفب") in self.document.knowledge.forms["absent"]:
            # غاب كومي عن القمة
            return "about"
        if "about" in cues and word not in {"خلف", "وراء", "مثل"}:
            # لقاءاته اقتصرت على الجهاز: with whom they were.
            near = self.document.tokens[max(0, mention.start - _LIMITED_WITHIN) : mention.start - 1]
            limited = any(token.lstrip("وف") in _LIMITED for token in near)
            return "مع" if word == "علي" and limited else "about"
        if "affairs" in cues:
            return "belongs"
        if word in _HIS_TERM:
            # المدير المنتهية ولايته بيرنز: whose it is says the pronoun.
            return "speaker" if "reporting" in cues else ""
        for name, link in (("aides", "aide"), ("belongings", "belongs")):
            if name in cues and mention.kind != "service" and not (link == "aide" and self._is_aide_himself(mention)):
                return link
        return "speaker" if "reporting" in cues else ""

    def _is_aide_himself(self, mention: Mention) -> bool:
        """مستشار مدير الأمن الفيدرالي بيسيدا: the one named is the adviser, not the director."""
        tenures = self.document.knowledge.tenures.get(mention.person or "", ())
        return bool(mention.office and tenures) and all(office.id != mention.office for office, _ in tenures)

    def _relation_ends(self, end: int) -> str:
        readings = self.document.relations_by_end.get(end)
        if not readings:
            return ""
        return "gen" if any(reading.kind == "noun" for reading in readings) else "verb"

    def _closes_pair(self, index: int) -> bool:
        """بين فلان، وزير الجيش في الولايات المتحدة، وممثلي المخابرات الروسية: behind what the first is, the second."""
        if index < _PAIR_LEAST:
            return False
        first, office, second = self.mentions[index - 2 : index + 1]
        sentences = self.document.sentence_of
        return (
            office.kind in {"state", "place"}
            and first.side == office.side != second.side
            and sentences[first.start] == sentences[second.start]
            and "," in self.document.gap(first.end)
            and "," in self.document.gap(second.start)
            and self.of(index - 2) == "بين"
        )

    def _coordinated(self, index: int) -> str:
        """و joins a mention to the one before it if no verb stands between."""
        if index == 0:
            return ""
        mention, previous = self.mentions[index], self.mentions[index - 1]
        if self._closes_pair(index):
            return "بين"
        between = range(previous.end, mention.start)
        gaps = (self.document.gap(at) for at in (previous.end, mention.start))
        # بين بانيتا، وكان حينها على رأس الوكالة، وفرادكوف: what stands between two commas is said of the first.
        far = len(between) > (_ASIDE_WITHIN if all("," in gap for gap in gaps) else _JOINED_WITHIN)
        if far or self.document.sentence_of[previous.start] != self.document.sentence_of[mention.start]:
            return ""
        if any("reporting" in self.document.cues[at] or "complement" in self.document.cues[at] for at in between):
            return ""
        link = self.of(index - 1)
        return "" if link in {"verb", "speaker"} else link
