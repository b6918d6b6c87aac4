"""Information and warnings that a service gave."""

from __future__ import annotations

import bisect
from typing import Final

from transforms.contacts.arrangements import Arrangements
from transforms.contacts.mention import Mention
from transforms.contacts.scene import FEW_SENTENCES, NO_PARTY, Frame, state
from transforms.contacts.third_parties import NOBODYS

_LIGHT_REACH: Final = 6
"""Words between جرى or تم and what was done, and from there to whom."""
_ACCUSED: Final = 4
"""Words from an accusation to the information, the masdar of what was done with it among them."""
_GIVEN_TO: Final = frozenset(("الي", "ل"))
_HEADLINE: Final = 6
"""Words from a headline's noun, its adjective and what follows them, to whom it went."""
_ABOUT: Final = frozenset(("عن", "حول", "بشان", "بخصوص", "ضد"))
_SHORT: Final = 3
_OF_WHAT: Final = _ABOUT | {"من"}
_GOT: Final = ("verb", True)
_OF_INTELLIGENCE: Final = (["استخباراتيه"], ["استخباريه"], ["مخابراتيه"])
_THE_INFORMATION: Final = frozenset(("المعلومات", "المعطيات", "البيانات"))
_MADE_IT: Final = frozenset((
    *("اعدته", "اعدتها", "اعده", "اعدها", "جمعته", "جمعتها", "جمعها", "جمعه", "صاغته", "صاغتها", "بلورتها", "رصدتها"),
    *("التقطتها", "وضعته", "وضعتها", "استقتها"),
))
_LEADERS: Final = frozenset(("person", "office", "counterpart"))
_GIVERS: Final = frozenset(("official", "service", "generic", "state"))


class Deliveries(Arrangements):
    """Finds who gave information to whom, and who arranged an exchange."""

    def _fill_notice(self, frame: Frame) -> bool:
        """تم إبلاغ الوكالة, جرى إخطار ممثلي الجهات الأمريكية: who was told; by whom, the one who speaks or من جانب."""
        if not self._has_cue(max(frame.left, frame.start - _LIGHT_REACH), frame.start, "light"):
            return False
        here = [i for i in self._by_sentence.get(frame.sentence, []) if self.mentions[i].side in self.sides]
        after = [i for i in here if 0 <= self.mentions[i].start - frame.end < _LIGHT_REACH]
        told = next((i for i in after if self.links.of(i) not in NO_PARTY | {"من", "في"}), None)
        if told is None:
            return False
        frame.rule = "somebody was told"
        self._take(frame, [told])
        side = self.knowledge.other_side(self.mentions[told].side)
        later = [i for i in here if self.mentions[i].start >= self.mentions[told].end]
        by = next(
            (
                i
                for i in later
                if self.mentions[i].side == side
                and (self.links.of(i) == "by" or (i in after and self.links.of(i) == "من"))
            ),
            None,
        )
        giver = self.mentions[by] if by is not None else self._teller(frame.sentence)
        if giver is not None and giver.side == side:
            frame.parties[side] = [giver]
        else:
            frame.continues = True
        return True

    def _fill_tip(self, frame: Frame) -> None:
        """Information or a warning that a service of one side gave: معلومات ... من وكالة المخابرات المركزية."""
        frame.rule = "information given"
        if self._is_accused_of(frame):
            frame.why_not = "no_transfer"
            return
        here = self._by_sentence.get(frame.sentence, [])
        if self._is_of_informer(frame, here):
            frame.why_not, frame.rule = "other_party", NOBODYS
            return
        giver = next(
            (
                i
                for i in here
                if 0 <= self.mentions[i].start - frame.end <= 8
                and self.mentions[i].start < frame.right
                and self._eligible(i)
                and (
                    self.links.of(i) in {"gen", "من", "verb"}
                    or self.mentions[i].start == frame.end
                    or self.document.tokens[self.mentions[i].start - 1].endswith(("ها", "ته"))
                )
                and self.mentions[i].side in self.sides
                and (not self.mentions[i].weak or self.links.of(i) == "من")
                and (self.mentions[i].kind in _GIVERS or self._is_from_one_to_other(i, here))
                and not self._got_it_elsewhere(i)
                and not self._owns_what_goes(i, here)
                and not self._only_made_it(i, here)
                and not (self.links.of(i) == "gen" and self._is_of_contact(self.mentions[i]))
                and not self._is_behind_what_is_feared(frame, i)
            ),
            None,
        )
        side = self._adjective_after(frame) or (self.mentions[giver].side if giver is not None else "")
        giver = giver if giver is not None and self.mentions[giver].side == side else None
        thanked = None
        if not side:
            thanked = self._thanked_service(frame) or self._of_thanked_leader(frame)
            side = thanked.side if thanked else ""
        if not side:
            frame.continues = not self._fill_own_letter(frame)
            return
        other = self.knowledge.other_side(side)
        first, last = self.document.sentences[frame.sentence]
        from_one_to_other = giver is not None and any(
            self.mentions[i].side == other and self.links.of(i) in _GIVEN_TO for i in here
        )
        told = any(self._has_cue(first, last, name) for name in ("thanks", "transfer"))
        told = told or (giver is None and not thanked and self._is_headline_to(frame, side))
        if not (told or from_one_to_other or self._transfers(first, last)):
            frame.why_not = "no_transfer"
            return
        said = self._said_in_it(frame)
        of_other = (i for i in here if self.mentions[i].side == other and self.mentions[i].start not in said)
        of_other = (i for i in of_other if self.mentions[i].kind != "place")
        others = [i for i in of_other if self.links.of(i) not in NO_PARTY and not self._is_of_embassy(i)]
        # انعدام الثقة بين الجهاز والوكالة: what is between two went to neither of them.
        of_one = [i for i in others if self.links.of(i) != "بين"]
        services = [i for i in of_one if self.mentions[i].service or self.mentions[i].intelligence]
        services = services or [i for i in of_one if self._is_service(i)]
        services = self._of_nearest_verb(frame, services)
        if giver is not None:
            self._take(frame, [giver])
        else:
            frame.parties[side] = [thanked or self._its_intelligence(frame, side, others)]
        if not others:
            self._give_to_teller(frame, other)
            return
        self._take(frame, services)
        if other not in frame.parties:
            # A leader who gives thanks, a country that was spared: the state got the information.
            frame.parties[other] = [state(frame, other)]
        weak = any(all(mention.weak for mention in found) for found in frame.parties.values())
        if weak and self._has_cue(frame.end, frame.right, "publicly"):
            frame.why_not = "public_statement"

    def _is_accused_of(self, frame: Frame) -> bool:
        """يتهمه بجمع معلومات للوكالة, بتهمة نقل معلومات: what a spy is charged with."""
        tokens = self.document.tokens
        before = (tokens[at].lstrip("وب") for at in range(max(0, frame.start - _ACCUSED), frame.start - 1))
        accused = any(token.removeprefix("ال") in self.knowledge.forms["accuses"] for token in before)
        return accused and "," not in self.document.gap(frame.start)

    def _of_nearest_verb(self, frame: Frame, services: list[int]) -> list[int]:
        """تلقى المكتب رسالة من الجهاز، وبعد أشهر تلقت الوكالة تحذيرا: of the subjects of several verbs the nearest.

        Of what was given to a service another one may speak: قال ناريشكين إن المعلومات التي سلمت إلى الجهاز.
        """
        got = ((i, self.links.of(i)) for i in services)
        given = {self.mentions[i].side for i, link in got if link in _GIVEN_TO or (link, self._is_service(i)) == _GOT}
        services = [i for i in services if self.links.of(i) != "speaker" or self.mentions[i].side not in given]
        # لم يكتفوا بمخاطبة المكتب؛ ففي سبتمبر وصلت الوكالة برقية: who is named on the same side of the semicolon.
        semicolons = self.document.gaps_with(";")
        part = bisect.bisect_right(semicolons, frame.start)
        beside = [i for i in services if bisect.bisect_right(semicolons, self.mentions[i].start) == part]
        services = beside or services
        subjects = [i for i in services if self.links.of(i) == "verb"]
        nearest = min(subjects, key=lambda i: abs(self.mentions[i].start - frame.start), default=None)
        return [i for i in services if i not in subjects or i == nearest]

    def _is_headline_to(self, frame: Frame, side: str) -> bool:
        """تحذير روسي إلى السي آي إيه: right behind whose it was stands the service to which it went, without a verb."""
        here = self._by_sentence.get(frame.sentence, ())
        behind = (i for i in here if 0 <= self.mentions[i].start - frame.end <= _HEADLINE)
        to = next((i for i in behind if self.mentions[i].kind != "place"), None)
        if to is None or self.mentions[to].side == side or self.links.of(to) not in _GIVEN_TO:
            return False
        return self._is_service(to) and self.document.tokens[frame.start][:2] != "ال"

    def _is_behind_what_is_feared(self, frame: Frame, index: int) -> bool:
        """تحذيرا من عمليات يقف وراءها الجهاز: who does that of which one is warned does not warn."""
        between = range(frame.end + 1, self.mentions[index].start)
        if not between or self.links.of(index) not in {"verb", ""} or self.document.tokens[frame.end] not in _OF_WHAT:
            return False
        told = any(at in self.document.relation_words or "transfer" in self.document.cues[at] for at in between)
        return not told and not any("," in self.document.gap(at) for at in between)

    def _is_from_one_to_other(self, index: int, here: list[int]) -> bool:
        """رسالة من رئيس الوكالة إلى نظيره الروسي: a man gives it where it is said to whom."""
        mention = self.mentions[index]
        other = self.knowledge.other_side(mention.side)
        return self.links.of(index) in {"من", "gen"} and any(
            self.mentions[i].side == other and self.links.of(i) in _GIVEN_TO and i > index for i in here
        )

    def _got_it_elsewhere(self, index: int) -> bool:
        """معلومات حصلت عليها الوكالة من حليف: not hers to begin with."""
        start = self.mentions[index].start
        return self.links.of(index) != "من" and any(
            getattr(reading.entry, "receives", False)
            for at in range(max(0, start - 2), start)
            for reading in self.document.relation_words.get(at, ())
        )

    def _is_of_informer(self, frame: Frame, here: list[int]) -> bool:
        """بلاغ مجهول, معلومات من مواطن: nobody of a service gave it, unless the sentence names one of either side."""
        at = frame.end + (self.document.tokens[frame.end : frame.end + 1] == ["من"])
        if self.knowledge.forms["informers"].isdisjoint(self.document.tokens[at : at + 1]):
            return False
        return len({self.mentions[i].side for i in here if self._is_service(i)}) < len(self.sides)

    def _only_made_it(self, index: int, here: list[int]) -> bool:
        """سلم أوستن شويغو تحذيرا أعدته الاستخبارات: what ministers or envoys of both sides hand over is diplomacy."""
        mention = self.mentions[index]
        before = self.document.tokens[mention.start - 1] if mention.start else ""
        if before not in _MADE_IT:
            return False
        men = [self.mentions[i] for i in here if i < index and self.mentions[i].kind in _LEADERS | {"state"}]
        return {m.side for m in men} >= set(self.sides) and not any(self._of_service(m) for m in men)

    def _thanked_service(self, frame: Frame) -> Mention | None:
        """The service that gets thanks for information: شكر مدير السي آي إيه على المعلومات."""
        first, last = self.document.sentences[frame.sentence]
        if not any("thanking" in self.document.cues[at] for at in range(first, last)):
            return None
        for index in self._by_sentence.get(frame.sentence, []):
            mention = self.mentions[index]
            if (
                mention.service
                and mention.kind in {"service", "head", "person"}
                and self.links.of(index) not in NO_PARTY | {"speaker", "من"}
            ):
                return Mention(mention.start, mention.end, "service", mention.side, service=mention.service)
        return None

    def _of_thanked_leader(self, frame: Frame) -> Mention | None:
        """شكر بوتين ترامب على معلومات استخباراتية أحبطت هجمات: the intelligence of him who is thanked gave it.

        Or بوتين يشكر ترامب: who thanks may stand before it.
        """
        first, _ = self.document.sentences[frame.sentence]
        thanks = next((at for at in range(first, frame.start) if "thanking" in self.document.cues[at]), None)
        secret = self.document.tokens[frame.end : frame.end + 1] in _OF_INTELLIGENCE or frame.through_services
        if thanks is None or not (secret or self._is_used_by_service(frame)):
            return None
        named = self._mentions_between(frame.sentence, first, frame.start)
        leaders = [i for i in named if self.mentions[i].kind in _LEADERS and self.mentions[i].side in self.sides]
        if len({self.mentions[i].side for i in leaders}) != len(self.sides) or len(leaders) != len(self.sides):
            return None
        other = self.mentions[leaders[1]]
        if other.start < thanks and self.links.of(leaders[1]) not in _GIVEN_TO:
            return None
        return Mention(other.start, other.end, "generic", other.side, intelligence=True)

    def _is_used_by_service(self, frame: Frame) -> bool:
        """وقال جهاز الأمن إنه أوقف رجلين بناء على المعلومات: a service of the next sentences that acted on it."""
        near = range(frame.sentence + 1, min(frame.sentence + FEW_SENTENCES, len(self.document.sentences)))
        for sentence in near:
            first, last = self.document.sentences[sentence]
            told = any(token.lstrip("وب") in _THE_INFORMATION for token in self.document.tokens[first:last])
            if told and any(self.mentions[i].service for i in self._by_sentence.get(sentence, ())):
                return True
        return False

    def _adjective_after(self, frame: Frame) -> str:
        """معلومات استخباراتية أمريكية: whose information it was."""
        tokens = self.document.tokens
        if tokens[frame.end : frame.end + 1] == ["روسيا"] and tokens[frame.start].endswith("ا"):
            # تحذيرا روسيا: the adjective, not the country
            return self._side_of_country(frame.end)
        of_them = tokens[frame.end : frame.end + 1]
        # معلومات عن الأمريكيين, رسائل لدبلوماسي أمريكي are not what their state gave.
        near = bool(of_them) and (of_them[0] in _ABOUT or (of_them[0].startswith("ل") and len(of_them[0]) > _SHORT))
        for at in (frame.end, frame.end + 1)[: 1 if near else 2]:
            side = self.document.adjective_words.get(at, "")
            if side in self.sides:
                return side
        return ""

    def _side_of_country(self, at: int) -> str:
        index = self._mention_words.get(at)
        return self.mentions[index].side if index is not None and self.mentions[index].side in self.sides else ""

    def _transfers(self, first: int, last: int) -> bool:
        readings = (self.document.relation_words.get(at, ()) for at in range(first, last))
        return any(r.kind == "verb" and r.entry.mode == "message" for relations in readings for r in relations)

