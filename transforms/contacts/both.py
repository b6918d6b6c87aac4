"""Both parties at once, left out by a clause: the two men, their meeting, they met."""

from __future__ import annotations

from typing import Final

from transforms.contacts.lexicon import folded_phrase
from transforms.contacts.mention import Mention
from transforms.contacts.occasions import is_occasion
from transforms.contacts.scene import FEW_SENTENCES, NO_PARTY, Frame, Scene

_MEN: Final = frozenset(("person", "head"))
_LEAST_WEAK: Final = 3
_REMEMBERED: Final = 12
"""Sentences after which "the two" no longer means those of a telling."""
_THEN: Final = frozenset(("ثم", "وبعدها", "بعدها", "ولاحقا", "لاحقا", "وقبلها"))
_WHEN_OR_HOW: Final = frozenset(("في", "خلال", "عقب", "بعد", "قبل", "هاتفيا", "مره", "مجددا", "ثانيه", "من", "علي"))
_TWO_MEN: Final = frozenset(("الرجلان", "الرجلين", "الاثنان", "الاثنين", "المسوولان", "المسوولين"))
_OUT_OF: Final = frozenset(("من", "عن", "وزيري", "وزيرا", "رييسي", "رييسا", "سفيري", "وفدي", "وفدا"))

_WHOSE: Final = frozenset(("في", "من", "لدي", "الذين"))
_TWO_OFFICES: Final = frozenset(("وزيرا", "سفيرا", "وفدا", "مندوبا", "مبعوثا", "ناطقا", "متحدثا"))
_ORDER: Final = frozenset(("اول", "اخر", "ثاني"))
_HELD: Final = frozenset(("كان", "كانت", "جري", "جرت", "تم", "تمت", "حصل", "عقد"))
_DATED_WITHIN: Final = 3
_LEAST_TWO: Final = 5
"""Letters of a noun that ends as the dual of a feminine does: وزارتا, وكالتا, not بيتا."""
_TWO_WITHIN: Final = 20
"""Words from two who do something to a verb of theirs."""

_MEN_WITHIN: Final = 4
"""Words from a contact to the two men between whom it was."""


class BothParties(Scene):
    """Tells where a clause means both parties, and finds them in what was told or named before."""

    def _name_the_two(self, frame: Frame) -> None:
        """ما طرحه راتكليف على جهازه خلال لقائهما: of two men who met each is named before, and not only his service."""
        if frame.relation.kind != "noun" or frame.mode == "message" or len(frame.parties) < len(self.sides):
            return
        men = {side for side, found in frame.parties.items() if any(m.kind in _MEN for m in found)}
        if not self.document.tokens[frame.start].endswith("هما") or len(men) != 1:
            return
        side = self.knowledge.other_side(next(iter(men)))
        first, _ = self.document.sentences[frame.sentence]
        for index in reversed(self._mentions_between(frame.sentence, first, frame.start)):
            mention = self.mentions[index]
            if mention.side == side and mention.kind in _MEN and self.links.of(index) not in NO_PARTY:
                frame.parties[side] = [mention]
                return

    def _means_both(self, frame: Frame) -> bool:
        """The two men, between them, their meeting, they met: both parties of the contact told before."""
        tokens, cues = self.document.tokens, self.document.cues
        word = tokens[frame.start]
        if frame.relation.kind == "noun" and (word.endswith("هما") or is_occasion(self.document, frame)):
            return True
        if frame.relation.kind == "noun" and word.startswith(("ال", "وال", "بال", "لل")):
            near = [
                *range(max(frame.left, frame.start - 2), frame.start),
                *range(frame.end, min(frame.right, frame.end + 2)),
            ]
            if any({"first", "second"} & cues[at] for at in near):
                return True
        if self._is_dated_first(frame):
            return True
        past = frame.relation.kind == "verb" and frame.relation.form == "past"
        if past and self._is_dual(frame, word) and not self._two_others_did(frame):
            return True
        if frame.relation.kind == "verb" and (self._follows_both(frame.start) or self._is_he_to_him(frame)):
            return True
        if self._are_they_with_him(frame):
            return True
        if frame.relation.kind == "verb" and word.endswith("هما") and getattr(frame.relation.entry, "joins", False):
            # منذ أن جمعتهما غرفة واحدة
            return True
        reach = 1 if frame.relation.kind == "verb" else 6
        around = range(max(frame.left, frame.start - reach), min(frame.right, frame.end + 1 + reach))
        # بين دبلوماسيين من البلدين: others of both states.
        return any("both" in cues[at] and tokens[at - 1] not in _OUT_OF for at in around) or self._between_two(around)

    def _is_dated_first(self, frame: Frame) -> bool:
        """كان آخر لقاء بينهما في حزيران، أما أول اتصال فكان في آذار: of the two just told of."""
        tokens, at = self.document.tokens, frame.end
        if frame.relation.kind != "noun" or tokens[frame.start - 1].lstrip("وف") not in _ORDER or at >= frame.right:
            return False
        held = tokens[at].lstrip("وف") in _HELD
        return held and not self._dated.isdisjoint(range(at + 1, min(frame.right, at + 1 + _DATED_WITHIN)))

    def _between_two(self, around: range) -> bool:
        """آخر لقاء بين المسؤولين: the two officials, if nothing says whose officials they are."""
        tokens = self.document.tokens
        at = next((at for at in around if tokens[at] == "المسوولين" and tokens[at - 1] == "بين"), None)
        if at is None:
            return False
        behind = "".join(tokens[at + 1 : at + 2])
        theirs = behind in _WHOSE or (behind.startswith("ال") and behind != "الي")
        return not theirs or "," in self.document.gap(at + 1)

    def _is_he_to_him(self, frame: Frame) -> bool:
        """ثم هاتفه في يونيو: a sentence that opens so goes on with the two men, neither of them named again."""
        tokens, previous = self.document.tokens, self._previous
        first, last = self.document.sentences[frame.sentence]
        opens = frame.start == first or (frame.start == first + 1 and tokens[first] in _THEN)
        if not opens or frame.mode not in {"call", "meeting"} or frame.relation.form != "past" or frame.end >= last:
            return False
        if previous is None or frame.sentence - previous.sentence > 1 or not tokens[frame.start].endswith("ه"):
            return False
        men = all(all(m.kind in {"person", "head"} for m in found) for found in previous.parties.values())
        behind = tokens[frame.end]
        return men and (frame.end in self._dated or behind in _WHEN_OR_HOW)

    def _are_they_with_him(self, frame: Frame) -> bool:
        """كان ضباط الجهاز في أبوظبي حين وصلها دريسكول، وإنهم تحادثوا معه: several, and one man, named before in it."""
        word, tokens = self.document.tokens[frame.start], self.document.tokens
        several = frame.relation.kind == "verb" and frame.relation.form == "past" and word.endswith("وا")
        with_him = tokens[frame.end : frame.end + 1] in (["معه"], ["به"], ["اليه"])
        if not several or not with_him or frame.mode not in {"talk", "meeting", "call"}:
            return False
        return len(self._they_and_he(frame)) == len(self.sides)

    def _they_and_he(self, frame: Frame) -> dict[str, Mention]:
        """Of a sentence up to a verb: its one man of one side, and those of the other side's services."""
        first, _ = self.document.sentences[frame.sentence]
        here = [self.mentions[i] for i in self._mentions_between(frame.sentence, first, frame.start)]
        here = [m for m in here if m.side in self.sides and self._line_of.get(m.start) != "debris"]
        men = {m.side: m for m in here if m.kind in {"person", "head"} and not m.weak}
        several = {m.side: m for m in here if m.kind == "official"}
        if len(men) > 1:
            # قال أوشاكوف: who says it is no party.
            men = {side: m for side, m in men.items() if side not in several}
        return several | men if len(men) == 1 and not men.keys() & several.keys() else {}

    def _follows_both(self, at: int) -> bool:
        """كانت الوفود نفسها قد التقت: nothing but قد stands between them and what they did."""
        if at == 0 or self.document.tokens[at - 1] != "قد":
            return False
        ends = self.document.cue_ends
        return any("both" in self.document.cues[i] and ends.get(i, i + 1) == at - 1 for i in range(max(0, at - 4), at))

    def _is_dual(self, frame: Frame, word: str) -> bool:
        """التقيا, بحثا, اتفقتا: they two. جالسا is sitting as often as "they sat"."""
        past = folded_phrase(getattr(frame.relation.entry, "past", ""))
        if not past:
            return False
        stem = past[:-1] if past.endswith("ي") or (past.endswith("ا") and len(past) > _LEAST_WEAK) else past
        forms = {stem + "يا", stem + "تا"} if stem != past else {past + "ا", past + "تا"}
        if past[1:2] == "ا":
            forms.discard(past + "ا")
        return word.lstrip("وف") in forms or word in forms

    def _take_two_of_one_side(self, frame: Frame) -> None:
        """كان معه ناريشكين، واجتمع الرجلان إلى بومبيو: whom the two met is named, so both are of the other side."""
        near = range(max(frame.left, frame.start - 1), min(frame.right, frame.end + 1))
        word = next((at for at in near if self.document.tokens[at].removeprefix("و") in _TWO_MEN), None)
        if word is None or frame.mode not in {"meeting", "talk", "call", "visit"}:
            return
        met = [m for found in frame.parties.values() for m in found if m.start > max(word, frame.end - 1) and m.person]
        if len({m.side for m in met}) != 1:
            return
        other = self.knowledge.other_side(met[0].side)
        two: dict[str, Mention] = {}
        for sentence in (frame.sentence, frame.sentence - 1):
            for index in reversed(self._by_sentence.get(sentence, ())):
                mention = self.mentions[index]
                if mention.person is None or mention.start >= word:
                    continue
                if mention.side != other and not two:
                    # The last one named is of the side of him whom they met: who the two are is not clear.
                    return
                if mention.side == other and self._of_service(mention):
                    two.setdefault(mention.person, mention)
                if len(two) == len(self.sides):
                    frame.parties[other] = sorted(two.values(), key=lambda m: m.start)
                    return

    def _two_others_did(self, frame: Frame) -> bool:
        """أصدرت وزارتا الخارجية بيانا تحدثتا فيه عن: two who are nobody known stand before the verb."""
        tokens, first = self.document.tokens, self.document.sentences[frame.sentence][0]
        for at in range(frame.start - 2, max(first, frame.start - _TWO_WITHIN) - 1, -1):
            if at in self._mention_words or not tokens[at + 1].startswith("ال"):
                continue
            word = tokens[at]
            if {word, word[1:]} & _TWO_OFFICES or (word.endswith("تا") and len(word) > _LEAST_TWO):
                return True
        return False

    def _names_both(self, frame: Frame) -> bool:
        """Whether a telling names somebody or a service on either side, so that "the two" can mean them."""
        return len(frame.parties) == 2 and all(
            any(not m.weak and m.kind != "state" for m in found) for found in frame.parties.values()
        )

    def _repeat(self, frame: Frame) -> None:
        if self._are_they_with_him(frame):
            frame.parties = {side: [mention] for side, mention in self._they_and_he(frame).items()}
            frame.rule += ", they with him"
            frame.weight = 0.8
            return
        two = self._two_before(frame)
        if two:
            frame.parties = two
            return
        previous = self._previous
        if previous is None or frame.sentence - previous.sentence > _REMEMBERED:
            self._recall(frame)
            return
        if self._foreign_since(previous.end, frame):
            return
        since = (self.mentions[i] for i in self._mentions_between(frame.sentence, previous.end, frame.start))
        heads = {m.side for m in since if m.kind in _MEN and self._of_service(m)}
        if heads >= set(self.sides) and not any(self._of_service(m) for ms in previous.parties.values() for m in ms):
            # قبل اجتماع كيري ولافروف وصل برينان وفرادكوف واجتمعا: those named last.
            self._recall(frame)
            return
        if self._is_between_men(frame):
            # وأعلن جهازه أول محادثة بين الرجلين: not the service that said so.
            frame.parties = {}
        for side, mentions in previous.parties.items():
            frame.parties.setdefault(side, list(mentions))
        frame.rule += ", both as told before"
        frame.weight = 0.8

    def _is_between_men(self, frame: Frame) -> bool:
        """محادثة بين الرجلين"""
        behind = self.document.tokens[frame.end : min(frame.right, frame.end + _MEN_WITHIN)]
        between = frame.relation.kind == "noun" and "بين" in behind
        return between and behind[behind.index("بين") + 1 :][:1] == ["الرجلين"]

    def _two_before(self, frame: Frame) -> dict[str, list[Mention]]:
        """جاء بيرنز إلى جنيف، وجاء ناريشكين ومعه نائبان، وبحثا: of a verb of two the men of its sentence, if just two.

        So the two services: سلم رجال الوكالة ورجال الجهاز السجناء، بعدما كان الطرفان قد التقيا.
        """
        if frame.relation.kind != "verb" or not self._is_dual(frame, self.document.tokens[frame.start]):
            return {}
        first, _ = self.document.sentences[frame.sentence]
        if self._previous is not None and self._previous.sentence == frame.sentence:
            first = self._previous.end
        here = [self.mentions[i] for i in self._mentions_between(frame.sentence, first, frame.start) if self._acts(i)]
        men = self._one_of_each([m for m in here if m.kind in _MEN])
        return men or self._one_of_each([m for m in here if m.kind in {"official", "service"} and m.service])

    def _acts(self, index: int) -> bool:
        return not self.mentions[index].weak and self.links.of(index) in {"verb", "", "الي", "مع", "ب", "من"}

    def _one_of_each(self, found: list[Mention]) -> dict[str, list[Mention]]:
        """Those of each side, if they are one man or service of either."""
        by_side: dict[str, list[Mention]] = {}
        for mention in found:
            known = by_side.setdefault(mention.side, [])
            if all((mention.person, mention.service) != (other.person, other.service) for other in known):
                known.append(mention)
        both = set(by_side) == set(self.sides) and all(len(each) == 1 for each in by_side.values())
        return by_side if both else {}

    def _recall(self, frame: Frame) -> None:
        """Both are the last ones named of either side, a few sentences back at most."""
        last: dict[str, Mention] = {}
        until = frame.sentence + 1
        if frame.sentence == 0:
            # التقى الرجلان. بيرنز ...: who they are is told next.
            until += 1
        near = (i for s in range(frame.sentence - FEW_SENTENCES, until) for i in self._by_sentence.get(s, ()))
        for index in near:
            mention, known = self.mentions[index], last.get(self.mentions[index].side)
            if (mention.start >= frame.start and frame.sentence) or self.links.of(index) in NO_PARTY:
                continue
            if known and (mention.start > frame.start or (self._of_service(known) and not self._of_service(mention))):
                continue
            if (
                mention.kind in {"person", "head"}
                and mention.side in self.sides
                and self._line_of.get(mention.start) != "debris"
            ):
                last[mention.side] = mention
        if len(last) < 2 and frame.relation.kind == "verb" and all(self._of_service(m) for m in last.values()):
            # وهذه أول مرة يتقابل فيها الرجلان: those whom the text is about.
            topic = {side: self.mentions[at] for side, at in self._topic.items() if self._may_be_topic(at, frame)}
            last = topic | last
        if len(last) < 2 or self._foreign_since(min(mention.end for mention in last.values()), frame):
            return
        for side, mention in last.items():
            frame.parties.setdefault(side, [mention])
        frame.rule += ", both as named before"
        frame.weight = 0.8

    def _foreign_since(self, start: int, frame: Frame) -> bool:
        """Whether a contact with somebody of a third state was told since word `start`: "the two" may be those."""
        met = self._met_third_party()
        return met is not None and start < met.start < frame.start

    def _met_third_party(self) -> Frame | None:
        """The last contact told with somebody of a third state, or a journey there of one side alone.

        حط ناريشكين في أنقرة، وتبعه بيرنز. واجتمع الرجلان: they met one another.
        """
        met = self._with_third_party
        if met is None or met.why_not != "other_place":
            return met
        here = (self.mentions[i] for i in self._by_sentence.get(met.sentence, ()))
        return met if len({m.side for m in here if m.person and m.side in self.sides}) < len(self.sides) else None

    def _of_service(self, mention: Mention) -> bool:
        return bool(mention.service or mention.intelligence or self._held_service(mention))
