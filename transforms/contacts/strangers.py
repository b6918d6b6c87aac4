"""Who goes where it is nobody known: what a verb of travel itself says of its subject."""

from __future__ import annotations

from collections.abc import Container
from typing import Final

from transforms.contacts.clauses import RELATIVE
from transforms.contacts.document import Document
from transforms.contacts.mention import Mention
from transforms.contacts.scene import Frame, Scene

NO_ARTICLE: Final = frozenset(
    ("الي", "اليه", "اليها", "اليوم", "الان", "الليله", "الاحد", "الاثنين", "الذي", "التي")
)
"""Words that begin as the article does, or name no man: behind a verb they are no subject."""
_LET_WITHIN: Final = 4
"""Words from letting somebody go to his going."""
WHO: Final = frozenset(("الذي", "التي"))
_NO_NAME: Final = ("ه", "ها", "هم", "ين", "ون", "ات")
"""How nouns end that may have a relative clause and are no names."""
_ANOTHER: Final = frozenset(("اخر", "اخرون", "اخرين", "اخران"))
_HEAD: Final = 2
"""Words that may stand before the first noun of a sentence: في كتابه عن زيارته."""
_THINGS: Final = frozenset(("ذلك", "هذا", "هذه", "تلك"))

_OBJECT: Final = ("اها", "اهما", "اه", "تها")
"""How a verb ends that has its object: الأشهر التي أمضاها."""
_HAD: Final = frozenset(("وكان", "كان", "وكانت", "كانت"))
_HAD_WITHIN: Final = 5
"""Words from وكان to the verb that it goes with."""
_OF_SOMEBODY: Final = frozenset(("belongings", "aides", "captives"))
_NO_SUBJECT: Final = frozenset((
    *("قبل", "قبلها", "بعد", "بعدها", "في", "من", "عند", "منذ", "خلال", "علي", "عن", "مع", "هو", "هي", "هما", "ايضا"),
    *("هذا", "هذه", "ذلك", "تلك", "اول", "اخر", "لم", "لا", "كل", "كلا", "كلاهما", "بدوره", "بدورها", "قد", "سبق"),
    *("ان", "ثم", "يومها", "حينها", "حينذاك", "وقتها", "انذاك", "لدي", "الي", "عندما", "حين", "مما", "ما", "هناك"),
))  # fmt: skip


def had_done(document: Document, frame: Frame, before: Frame | None, known: tuple[Container[int], ...]) -> bool:
    """وكان ظهير الإسلام زار واشنطن: between وكان and the verb stands who did it, and is nobody known.

    `before` is the last verb so told, with which one of its sentence goes on; `known` are words of mentions or days.
    """
    tokens = document.tokens
    if before is not None and before.sentence == frame.sentence and tokens[frame.start].startswith("و"):
        frame = before
    first, _ = document.sentences[frame.sentence]
    if frame.relation.kind != "verb" or frame.relation.form != "past":
        return False
    end = frame.start - (tokens[frame.start - 1] == "قد")
    was = next((at for at in range(end - 1, max(first, end - _HAD_WITHIN) - 1, -1) if tokens[at] in _HAD), None)
    if was is None or was + 1 >= end or tokens[was + 1] in _NO_SUBJECT:
        return False
    # وكان المعلم مارك فوغل قد غادر موسكو
    titled = tokens[was + 1] in document.knowledge.forms["strangers"] and was + 2 < end
    if tokens[was + 1].startswith("ال") and not titled:
        return False
    between = range(was + 1, end)
    said = any(document.cues[at] - _OF_SOMEBODY or at in document.relation_words for at in between)
    if said or any(at in words for at in between for words in known):
        return False
    return not any("," in document.gap(at) for at in range(was + 1, frame.start + 1))


def follows_strange_name(document: Document, pronoun: int, known: Container[int]) -> bool:
    """المدرس مارك فوغل، الذي عاد: whether right before a relative pronoun stands a name that nobody knows.

    `known` are the words of those whom one knows, and of days.
    """
    tokens, at = document.tokens, pronoun - 1
    if at <= document.sentences[document.sentence_of[pronoun]][0]:
        return False
    if at in known or at - 1 in known or document.cues[at] - {"captives"}:
        return False
    if at in document.relation_words or "," in document.gap(at) or tokens[at].endswith(_NO_NAME):
        return False
    return not any(token.startswith("ال") for token in tokens[at - 1 : at + 1])
_FAMILY: Final = ("لعايلت", "لاسرت", "لوالدي", "لاهل", "لاقارب", "لذوي", "لجدت")


_THEIRS: Final = ("ها", "هم")
_LONG: Final = 4
"""Letters of a noun with such an ending, at least."""
_WENT_WITHIN: Final = 6
_BEGINS_NO_NAME: Final = ("ب", "ل", "ك", "و", "في", "من", "مع", "قبل", "بعد")
"""How words begin that are no name right behind a verb."""


class Strangers(Scene):
    """Tells those whom a text names from others who went."""

    def _traveller_ahead(self, frame: Frame, place: Mention) -> int | None:
        """إثر عودته من موسكو اتصل بيرنز به: at the head of a sentence the pronoun is of him who is named first."""
        first, last = self.document.sentences[frame.sentence]
        word = self.document.tokens[frame.start]
        own = frame.relation.kind == "noun" and word.endswith("ته") and not self.document.is_feminine(frame.start)
        if not own or frame.start - first > _HEAD or any(m.start < frame.start for m in self._here(frame.sentence)):
            return None
        named = [i for i in self._mentions_between(frame.sentence, place.end, last) if not self.mentions[i].weak]
        who = self.mentions[named[0]] if named else None
        if who is None or who.kind not in {"person", "head"} or who.side == place.side or who.side not in self.sides:
            return None
        return named[0] if self.links.of(named[0]) in {"speaker", "verb", ""} else None

    def _here(self, sentence: int) -> list[Mention]:
        return [self.mentions[i] for i in self._by_sentence.get(sentence, ())]

    def _is_in_closed_clause(self, frame: Frame, index: int) -> bool:
        """فلين، الذي اختاره ترامب، كان قد زار: who is named in a clause that a comma closes before the verb."""
        mention, who = self.mentions[index], self.mentions[index - 1]
        if not index or who.kind not in {"person", "head"} or self.document.sentence_of[who.start] != frame.sentence:
            return False
        closes = self.document.next_gap(",", mention.end, frame.start) < frame.start
        return closes and any(token in RELATIVE for token in self.document.tokens[who.end : mention.start])

    def _is_of_thing(self, frame: Frame) -> bool:
        """يأتي ذلك عشية قمة في واشنطن, جاء هذا بعد زيارة: right behind the verb stands what comes, and is no man."""
        tokens = self.document.tokens
        if frame.relation.kind == "verb" and frame.start and tokens[frame.start - 1] in _ANOTHER:
            # كان أمريكي آخر يدخل المبنى: he is not who was named.
            return True
        if self._goes_to_its_own(frame) or self._is_why_stranger_went(frame):
            return True
        if frame.relation.kind != "verb" or frame.end >= frame.right or tokens[frame.end] not in _THINGS:
            return False
        # هذا الرجل, هذا المدير زار
        return frame.end + 1 not in self._mention_words

    def _goes_to_its_own(self, frame: Frame) -> bool:
        """عادت الحافلات إلى معسكراتها: right behind the verb stands where they went, a place of theirs."""
        tokens, at = self.document.tokens, frame.end + 1
        to = frame.relation.kind == "verb" and tokens[frame.end : at] == ["الي"] and at < frame.right
        return to and at not in self._mention_words and tokens[at].endswith(_THEIRS) and len(tokens[at]) > _LONG

    def _is_why_stranger_went(self, frame: Frame) -> bool:
        """سافرت الراقصة إلى موسكو لزيارة عائلتها: the visit is hers who went."""
        went = self._of_nobody_known
        if went is None or went.sentence != frame.sentence or frame.relation.kind != "noun":
            return False
        purpose = self.document.tokens[frame.start].startswith("ل")
        return purpose and 0 <= frame.start - went.end <= _WENT_WITHIN

    def _is_of_other_gender(self, frame: Frame, mention: Mention) -> bool:
        """بونجينو ... الخطة التي قدمت لموسكو: a feminine verb is not his."""
        word, relation = self.document.tokens[frame.start], frame.relation
        if relation.kind != "verb" or relation.form != "past" or not word.endswith("ت") or not mention.person:
            return False
        person = self.knowledge.people.get(mention.person)
        return person is not None and not person.woman and not str(getattr(relation.entry, "past", "")).endswith("ت")

    def _stranger_goes(self, frame: Frame, place: Mention) -> bool:
        """وصل إلى الولايات المتحدة المدرس فوغل: right behind the place stands who goes, and is nobody known."""
        at = place.end
        if frame.relation.kind != "verb" or at >= frame.right or self.document.gap(at) != " ":
            return False
        word = self.document.tokens[at]
        known = at in self._mention_words or at in self._dated or bool(self.document.cues[at])
        index = self._mention_words.get(place.start)
        said = index is not None and place.start > frame.end and self.links.of(index) in {"الي", "ل"}
        if said and (word in self.knowledge.words.content_words or word in self.knowledge.forms["letters"]):
            # وصل إلى البيت الأبيض مغلف
            return True
        return said and word.startswith("ال") and not known and word not in NO_ARTICLE

    def _is_of_relative(self, frame: Frame) -> bool:
        """المدرس مارك فوغل، الذي عاد من موسكو: right before the relative pronoun stands a name that nobody knows.

        Or زيارة لعائلتها: a visit to somebody's family is theirs.
        """
        if self.document.tokens[frame.end : frame.end + 1] and self.document.tokens[frame.end].startswith(_FAMILY):
            return True
        if frame.relation.kind != "verb" or frame.start < 1 or self.document.tokens[frame.start - 1] not in WHO:
            return False
        return follows_strange_name(self.document, frame.start - 1, self._mention_words.keys() | self._dated)

    def _are_several(self, frame: Frame) -> bool:
        """توجهوا إلى داغستان"""
        return frame.relation.kind == "verb" and self.document.tokens[frame.start].endswith("وا")

    def _is_among_several(self, index: int) -> bool:
        """Whether a mention is of more than one man, or of one joined to another; a service is none."""
        if self.mentions[index].kind in {"service", "generic"}:
            return False
        near = (self.mentions[i] for i in (index, index + 1) if 0 < i < len(self.mentions))
        return self.mentions[index].kind not in {"person", "head"} or any(m.clitics.startswith("و") for m in near)

    def _is_stranger_behind(self, frame: Frame) -> bool:
        """أمضاها الأخ الأكبر في داغستان, أمضاها تامرلان هناك, عودة الشاب من داغستان"""
        at = frame.end
        if at >= len(self.document.tokens) or at in self._mention_words or self.document.gap(at) != " ":
            return False
        word = self.document.tokens[at]
        # A verb with its object goes on with its subject.
        whole = frame.relation.kind == "verb" and self.document.tokens[frame.start].endswith(_OBJECT)
        nobody = word in _NO_SUBJECT or word.endswith("ا") or at in self._dated or bool(self.document.cues[at])
        return word in self.knowledge.forms["strangers"] or (whole and not nobody and word[0] not in "بل")

    def _is_of_man_behind(self, frame: Frame, mention: Mention) -> bool:
        """أضافت الوكالة اسمه. وحين سافر الرجل إلى داغستان: who goes is a man, and no service named before."""
        at = frame.end
        if frame.relation.kind != "verb" or at >= frame.right or mention.kind not in {"service", "generic", "official"}:
            return False
        word = self.document.tokens[at]
        known = at in self._mention_words or at in self._dated or bool(self.document.cues[at])
        man = word.startswith("ال") and word not in NO_ARTICLE
        # سافر تامرلان إلى روسيا: a name that nobody knows, unlike سافر سرا إلى.
        to = self.document.tokens[at + 1 : at + 2] == ["الي"]
        man = man or (to and not word.startswith(_BEGINS_NO_NAME) and not word.endswith(("ا", "ه")))
        return man and self.document.gap(at) == " " and not known and mention.start < frame.start

    def _is_of_host_behind(self, frame: Frame, host: str) -> bool:
        """منذ دخول ترامب البيت الأبيض: the noun is of him, who went to a place in his own country."""
        index = self._mention_words.get(frame.end) if frame.relation.kind == "noun" else None
        return index is not None and self.mentions[index].person is not None and self.mentions[index].side == host

    def _is_let_go(self, frame: Frame) -> bool:
        """سمحوا لتسارناييف بالسفر إلى موسكو: behind ل stands somebody whom nobody knows."""
        tokens, first = self.document.tokens, self.document.sentences[frame.sentence][0]
        if frame.relation.kind != "noun" or not tokens[frame.start].startswith("ب"):
            return False
        lets = self.knowledge.forms["lets"]
        near = range(max(first, frame.start - _LET_WITHIN), frame.start)
        let = next((at for at in near if tokens[at].lstrip("وف") in lets), None)
        if let is None or let + 1 >= frame.start:
            return False
        known = any(at in self._mention_words for at in range(let + 1, frame.start))
        return tokens[let + 1].startswith("ل") and not known

    def _gone_to_since(self, frame: Frame, after: list[int]) -> tuple[int | None, int | None]:
        """أول مسؤول يزور موسكو منذ زيارة مولر: the one went before where the other goes; the place, and who it was."""
        if frame.relation.kind != "noun" or self.document.tokens[frame.start - 1 : frame.start] != ["منذ"]:
            return None, None
        guest = next((i for i in after if self.mentions[i].start == frame.end), None)
        if guest is None or self.mentions[guest].kind not in {"person", "head"}:
            return None, None
        first, _ = self.document.sentences[frame.sentence]
        for index in reversed(self._mentions_between(frame.sentence, first, frame.start)):
            mention = self.mentions[index]
            there = mention.place or (mention.weak and mention.kind in {"state", "foreign"})
            if there and mention.start not in self.document.adjective_words:
                other = mention.side in self.sides and mention.side != self.mentions[guest].side
                return (index, guest) if other else (None, None)
        return None, None

    def _goes_there(self, frame: Frame, after: list[int], destination: int | None) -> int | None:
        """سافر إليها مولر: who stands right behind the verb and its pronoun goes, whoever was named before."""
        if destination is None or frame.relation.kind != "verb":
            return None
        # حط بها أمس مدير الوكالة: when it was does not part them.
        start = next((at for at in range(frame.end + 1, frame.right) if at not in self._dated), frame.end + 1)
        guest = next((i for i in after if self.mentions[i].start <= start), None)
        if guest is None or self.links.of(guest) not in {"", "verb"} or self.mentions[guest].weak:
            return None
        man = self.mentions[guest].kind in {"person", "head"}
        other = self.mentions[guest].side in self.sides and self.mentions[guest].side != self.mentions[destination].side
        return guest if man and other else None
