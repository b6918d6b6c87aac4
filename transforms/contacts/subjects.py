"""Subjects: who stands before a relation word and does what it tells."""

from __future__ import annotations

from typing import Final

from transforms.contacts.anaphora import Anaphora
from transforms.contacts.clauses import RELATIVE
from transforms.contacts.companions import Companions
from transforms.contacts.mention import Mention
from transforms.contacts.scene import STRONG, Frame

_SUBJECT_REACH: Final = 2
_SOMEBODY_REACH: Final = 6
_A_MAN: Final = frozenset(("رجل", "ضابط"))
"""Right before a verb: elsewhere he may be somebody's."""
_SAID_AGAIN: Final = frozenset(("مع", "الي"))
_OF_SEVERAL: Final = ("ان", "ا", "ون", "وا")
_MEN: Final = frozenset(("person", "head", "deputy"))
_SINGLE: Final = frozenset(("person", "head", "deputy", "service"))
_WHAT: Final = frozenset(("ما", "وما", "بما", "مما", "عما", "لما"))
_HE: Final = frozenset(("هو", "هي", "هم", "هما"))
"""Between a subject and who it is: الروس هم الذين أبلغوا."""
_AUXILIARIES: Final = frozenset((
    "قد", "لم", "كان", "كانت", "كانوا", "كانا", "سبق", "وان", "ان", "لطالما", "ايضا", "بدورها", "بدوره",
))  # fmt: skip
"""What may stand between a state and what it did: موسكو كانت قد أخطرت."""


_SOURCED: Final = frozenset(("حسب", "بحسب", "وفق", "وفقا", "نقلا", "كما"))
_OBJECT_REACH: Final = 7
"""Words from a verb to whom it was done with."""

_FROM_LIGHT: Final = 4
"""Words from a light verb to its object, names and days not counted."""
_FIRST_PERSON: Final = ("ت", "نا")
_FOR_THEN: Final = frozenset(("فقد", "فلقد", "لقد"))


class Subjects(Anaphora, Companions):
    """Finds the subjects of verbs and nouns."""

    def _tells_of_somebody(self, frame: Frame) -> bool:
        """كشف الجهاز عميلا للوكالة نقل معلومات: a verb behind an indefinite noun tells of him."""
        before = range(max(frame.left, frame.start - _SOMEBODY_REACH), frame.start)
        if frame.start and self.document.tokens[frame.start - 1] in _A_MAN:
            return True
        return any(
            self.document.tokens[at] in self.knowledge.forms["somebody"] and at not in self._mention_words
            for at in before
        )

    def _subjects_up_to(self, frame: Frame, last: int) -> list[int]:
        """ترامب وبوتين يبحثان, إن ناريشكين وبورتنيكوف التقيا بومبيو: the last subject before a verb, and more."""
        word, found = self.document.tokens[frame.start], [last]
        while found[0] and word.endswith(_OF_SEVERAL):
            first, second = self.mentions[found[0] - 1], self.mentions[found[0]]
            joined = second.clitics.startswith("و") and second.start <= first.end
            men = {first.kind, second.kind} <= _MEN
            other = first.side == self.knowledge.other_side(second.side)
            if first.weak or not joined or not (other or (men and first.side == second.side)):
                break
            found.insert(0, found[0] - 1)
            if other:
                break
        return found

    def _third_state_acts(self, frame: Frame, before: list[int]) -> bool:
        """قالن يهاتف راتكليف: one of a third state, named at the head of the sentence before the verb, did it."""
        if not before or self.document.tokens[frame.start].startswith(("و", "ف")):
            return False
        subject = self.mentions[before[-1]]
        opens = subject.start == self.document.sentences[frame.sentence][0]
        return subject.kind == "foreign" and not subject.weak and opens and subject.end == frame.start

    def _add_subjects(self, frame: Frame, before: list[int], chosen: list[int]) -> None:
        """Subjects before the relation word, for sides that nothing after it names."""
        knows = self._has_cue(max(frame.left, frame.start - 3), frame.start, "knows")
        if knows and frame.relation.kind == "noun" and not self._has_pronoun(frame):
            # علمت الاستخبارات بلقاء بوتين وقادته: who knows of it was not there.
            return
        for index in reversed(before):
            mention = self.mentions[index]
            sides = self._sides_of(chosen)
            if index in chosen or (mention.kind == "foreign" and not mention.weak and not sides):
                break
            if self._is_of_other_subject(frame, index, before) or self._is_not_he(frame, index, before):
                continue
            if self._is_subject(frame, index) and (mention.side not in sides or self._chained(index, chosen)):
                chosen.append(index)

    def _is_not_he(self, frame: Frame, index: int, before: list[int]) -> bool:
        """حث ترامب المكتب على كشف من سرب مكالمته مع بوتين: the man who acts, not the service that he acts on."""
        his = frame.relation.kind == "noun" and self.document.tokens[frame.start].endswith("ه")
        if not his or self.document.is_feminine(frame.start) or self.links.of(index) or index - 1 not in before:
            return False
        man, mention = self.mentions[index - 1], self.mentions[index]
        return (man.kind, mention.kind, man.side, man.end) == ("person", "service", mention.side, mention.start)

    def _subject_before(self, frame: Frame, before: list[int]) -> int | None:
        """The subject right before a verb: بيرنز التقى; أن بيرنز ... التقى."""
        if not before or self.document.tokens[frame.start - 1] in _FOR_THEN or self._is_what_one_did(frame):
            # منذ عودة ترامب، فقد هاتف ناريشكين: the verb opens a clause.
            return None
        index = before[-1]
        done_to = self._is_acted_on(self.mentions[index])
        if len(before) > 1 and self._acts_on(before[-2], index):
            # عين ترامب راتكليف وهاتف بوتين
            done_to = self.document.tokens[frame.start].startswith("و")
        if done_to and len(before) > 1 and self.mentions[before[-2]].side == self.mentions[index].side:
            # ترامب يعين راتكليف ويهاتف بوتين
            index = before[-2]
            return index if self._is_subject(frame, index) else None
        mention = self.mentions[index]
        if self._is_of_side_spoken_to(frame, mention):
            other = next((i for i in reversed(before) if self.mentions[i].side != mention.side), None)
            return other if other is not None and self._is_subject(frame, other) else None
        if self._is_in_relative_clause(before):
            index = before[-2]
            return index if self._is_subject(frame, index) else None
        near = frame.start - mention.end <= _SUBJECT_REACH
        behind = self._mention_words.get(frame.end)
        if (
            behind is not None
            and self.links.of(behind) == "verb"
            and self.mentions[behind].side == mention.side
            and self.document.tokens[frame.start].endswith("ه")
        ):
            # عاد مع ويتكوف، فاستقبله ترامب: its subject stands behind it.
            return None
        if self._only_says(frame, mention) or (behind is not None and self._has_both_behind(frame, behind)):
            return None
        if behind is not None and mention.kind == "state" and self.mentions[behind].kind in STRONG:
            apart = any("," in self.document.gap(at) for at in range(mention.end, frame.start + 1))
            if apart:
                # بعد انتخابات الولايات المتحدة، التقى ناريشكين نظيره: its subject stands behind it.
                return None
        if near and "حتي" in self.document.tokens[mention.end : frame.start]:
            # على عودة ترامب حتى تحادث رئيسا الجهازين: a clause of its own.
            return None
        he = mention.end + (self.document.tokens[mention.end] in _HE)
        if (
            he == frame.start - 1
            and (self.document.tokens[he] in RELATIVE or (he > mention.end and self.document.tokens[he] == "من"))
            and mention.side in self.sides
        ):
            # فرادكوف الذي التقى: whatever governs the name; but بيسيدا، مستشار المدير، الذي التقى: the adviser.
            return index - 1 if self._is_adviser(index) else index
        return index if near and mention.side in self.sides and self._is_subject(frame, index) else None

    def _is_adviser(self, index: int) -> bool:
        """بيسيدا، مستشار مدير الجهاز: whether a man is named before the one whose adviser he is."""
        if not index or self.links.of(index) != "aide":
            return False
        man, chief = self.mentions[index - 1], self.mentions[index]
        return man.kind == "person" and man.side == chief.side and chief.start - man.end == 1

    def _is_what_one_did(self, frame: Frame) -> bool:
        """كرر بايدن ما نقله بيرنز: behind ما, a verb with its own subject behind it."""
        behind = self._mention_words.get(frame.end)
        return (
            self.document.tokens[frame.start - 1] in _WHAT
            and behind is not None
            and self.mentions[behind].kind in STRONG
            and self.links.of(behind) in {"verb", "gen"}
        )

    def _has_both_behind(self, frame: Frame, subject: int) -> bool:
        """عن خطط الجهاز، وحذر بيرنز زيلينسكي: a verb joined by و, with its own subject and its object behind it."""
        joined = self.document.tokens[frame.start].startswith("و") and "," in self.document.gap(frame.start)
        if not joined or frame.mode != "message" or subject + 1 >= len(self.mentions):
            return False
        man, other = self.mentions[subject], self.mentions[subject + 1]
        done_to = other.start == man.end and not other.clitics
        return done_to and man.kind in STRONG and other.kind in STRONG | {"foreign"}

    def _only_says(self, frame: Frame, mention: Mention) -> bool:
        """إليزابيث رود: بحث بيرنز مع ناريشكين: before a colon stands who says it, behind the verb its own subject."""
        if not any(":" in self.document.gap(at) for at in range(mention.end, frame.start + 1)):
            return False
        behind = self._mention_words.get(frame.end)
        if behind is None or frame.relation.form != "past" or self.document.tokens[frame.start].endswith(_FIRST_PERSON):
            return False
        subject = self.mentions[behind]
        if subject.kind not in STRONG or subject.weak or self.links.of(behind) != "verb":
            return False
        others = self._mentions_between(frame.sentence, subject.end, frame.right)
        missing = self.knowledge.other_side(subject.side)
        return subject.side == mention.side or any(self.mentions[i].side in {missing, ""} for i in others)

    def _is_of_side_spoken_to(self, frame: Frame, mention: Mention) -> bool:
        """زار بيرنز موسكو والتقى باتروشيف، وتحدث مع بوتين: a joined verb goes on with the subject."""
        if frame.mode == "message" or not self.document.tokens[frame.start].startswith("و"):
            return False
        reach = min(frame.right, frame.end + _OBJECT_REACH)
        behind = [i for i in self._mentions_between(frame.sentence, frame.end, reach) if not self.mentions[i].weak]
        for index in behind:
            if self.links.of(index) in {"مع", "ب", "الي", "ل"}:
                return bool(self.mentions[index].side == mention.side)
        # قابل بيرنز ناريشكين، وهاتف بوتين: its object, where nobody of the other side stands behind it.
        men = [self.mentions[i] for i in behind if self.mentions[i].kind in {"person", "head"}]
        done_to = "object" in getattr(frame.relation.entry, "takes", ()) and frame.relation.form == "past"
        if not men or not done_to or self.document.tokens[frame.start].endswith(("ه", "ها", "هم", "هما")):
            return False
        other = any(m.side != mention.side for m in men) or men[0].person == mention.person
        return mention.kind in {"person", "head"} and not other

    def _is_in_relative_clause(self, before: list[int]) -> bool:
        """بومبيو، الذي ترك إدارة السي آي إيه، هاتف لافروف: the last one named only says who the subject is."""
        if len(before) < 2:
            return False
        subject, last = self.mentions[before[-2]], self.mentions[before[-1]]
        tokens = self.document.tokens
        opens = any(tokens[at] in RELATIVE for at in range(subject.start, min(subject.end + 1, last.start)))
        closes = last.end < len(tokens) and "," in self.document.gap(last.end)
        return opens and closes and subject.side == last.side and subject.kind in {"person", "head"}

    def _joined_by_preposition(self, index: int) -> bool:
        """مع باتروشيف، ومع مدير الجهاز ناريشكين; إلى باتروشيف ثم إلى ناريشكين: the preposition is said again."""
        first, second = self.mentions[index - 1], self.mentions[index]
        between = self.document.tokens[first.end : second.start]
        if first.side != second.side or first.weak or second.weak or {first.kind, second.kind} - STRONG:
            return False
        then = between[:1] in (["ثم"], ["وكذلك"], ["وايضا"])
        again = between[1:] if then else [word.removeprefix("و") for word in between if word.startswith("و")]
        said = len(again) == 1 and again[0] in _SAID_AGAIN and len(between) == 1 + then
        # اتصل بمدير الجهاز ثم بمدير الوكالة
        said = said or (then and len(between) == 1 and second.clitics[:1] in {"ب", "ل"})
        return said and self.links.of(index - 1) == self.links.of(index)

    def _is_subject(self, frame: Frame, index: int) -> bool:
        mention, link = self.mentions[index], self.links.of(index)
        if not self._eligible(index) or self._only_sends(frame, index):
            return False
        if link == "ل" and frame.relation.kind == "noun" and self._had(mention):
            return True
        if self._has_done_before(frame, mention) or self._acts_upon_it(frame, index):
            return True
        if link == "verb" and mention.kind == "service" and self._is_left_or_reached(mention):
            return False
        if link in {"في", "الي", "ل", "عبر", "من", "aide"} or self._is_one_of_many(frame, index):
            return False
        if mention.weak and mention.kind not in {"both", "service"}:
            between = self._without_aside(mention.end, frame.start)
            return set(between) <= _AUXILIARIES or (frame.line == "head" and len(between) <= 1)
        if link == "speaker":
            return False
        if (
            mention.kind == "state"
            and frame.relation.kind == "noun"
            and getattr(frame.relation.entry, "mode", "") != "visit"
        ):
            return self._is_light_subject(frame, mention)
        return True

    def _without_aside(self, start: int, end: int) -> list[str]:
        """كانت موسكو، حسب المصدر نفسه، قد نبهت: the words between, but for those that say whose word it is."""
        tokens, document = self.document.tokens, self.document
        if end - start > 1 and tokens[start] in _SOURCED and "," in document.gap(start):
            closing = document.next_gap(",", start + 1, end)
            return tokens[closing:end]
        return tokens[start:end]

    def _only_sends(self, frame: Frame, index: int) -> bool:
        """أرسله بايدن لمقابلة ناريشكين, بايدن أوفده ليلتقيه: who sends somebody to a meeting is not there."""
        return self._sends_to(frame, index) is not None

    def _is_one_of_many(self, frame: Frame, index: int) -> bool:
        """المشاركين ... الوكالة ... واتفقوا: one man or service is not the subject of a plural verb."""
        word = self.document.tokens[frame.start]
        if frame.relation.kind != "verb" or not word.endswith("وا") or self.mentions[index].kind not in _SINGLE:
            return False
        near = [i for i in (index, index + 1) if 0 < i < len(self.mentions)]
        return not any(self.mentions[i].clitics.startswith("و") for i in near)

    def _is_left_or_reached(self, mention: Mention) -> bool:
        """الذي غادر لانغلي يتحدث: the service is where he was."""
        readings = self.document.relations_by_end.get(mention.start, ())
        return any(reading.kind == "verb" and "place" in getattr(reading.entry, "takes", ()) for reading in readings)

    def _has_done_before(self, frame: Frame, mention: Mention) -> bool:
        """سبق للروس أن راسلوا المكتب: whose doing is said by ل between سبق and أن."""
        tokens = self.document.tokens
        before = tokens[mention.start - 1].lstrip("وي") if mention.start else ""
        told = frame.relation.kind == "verb" and tokens[mention.end : frame.start] == ["ان"]
        return told and before in {"سبق", "سبقت"}

    def _acts_upon_it(self, frame: Frame, index: int) -> bool:
        """أُوكل الملف إلى بانيتا، فتحدث إلى نظيره: ف tells what he did to whom something was given just before."""
        mention, word = self.mentions[index], self.document.tokens[frame.start]
        given = self.links.of(index) in {"الي", "ل"} and mention.kind in {"person", "head"} and not mention.weak
        told = frame.relation.kind == "verb" and frame.relation.form == "past" and word.startswith("ف")
        return given and told and mention.end == frame.start and "," in self.document.gap(frame.start)

    def _had(self, mention: Mention) -> bool:
        """كان لبيرنز اتصال."""
        return mention.start > 0 and self.document.tokens[mention.start - 1].lstrip("و") in {"كان", "كانت"}

    def _is_light_subject(self, frame: Frame, mention: Mention) -> bool:
        """أجرى مسؤولون روس محادثات: the officials do what the noun tells."""
        near = [*range(mention.end, frame.start), *range(max(0, mention.start - 3), mention.start)]
        return any("light" in self.document.cues[at] for at in near)

    def _host(self, frame: Frame) -> bool:
        """One side only, but in the other's country: its hosts are the other party."""
        side = next(iter(frame.parties))
        other = self.knowledge.other_side(side)
        for index in self._mentions_between(frame.sentence, self._behind_light(frame), frame.right):
            mention = self.mentions[index]
            if (
                mention.weak
                and mention.side == other
                and mention.place
                and self.links.of(index) in {"في", "ب"}
                and mention.start - frame.end <= 10
                and not self._is_where_another_is(frame, index)
            ):
                frame.parties[other] = [mention]
                frame.place = mention
                frame.mode = "meeting"
                return True
        return False

    def _behind_light(self, frame: Frame) -> int:
        """أجرى في موسكو محادثات, أجرى برينان في موسكو مطلع آذار محادثات: the place is between verb and object."""
        words = 0
        for at in range(frame.start - 1, frame.left - 1, -1):
            if words == _FROM_LIGHT:
                break
            if "light" in self.document.cues[at]:
                return at
            words += at not in self.document.entity_words and at not in self._dated
        return frame.start
