"""Calls, meetings, talks and warnings: a relation word with subject and object in one clause."""

from __future__ import annotations

import itertools
from typing import Final

from transforms.contacts.arguments import Arguments
from transforms.contacts.borrowing import OBJECTS
from transforms.contacts.fronted import Fronted
from transforms.contacts.groups import Groups
from transforms.contacts.mention import Mention
from transforms.contacts.resumption import goes_on_saying
from transforms.contacts.scene import NO_PARTY, STRONG, Frame, state
from transforms.contacts.similar import take_from_similar
from transforms.contacts.third_parties import MET_BY_THIRD, TOLD_ALIKE

_ADJECTIVES: Final = 4
_OF_THEIR_RANK: Final = 6
_HEADS_OF_BOTH: Final = frozenset(("رييسي", "مديري", "رييسا", "مديرا"))
"""على مستوى رئيسي الاستخبارات: two, one of each side."""
"""Words from the adjectives of both sides to who of them spoke: على مستوى رؤساء الاستخبارات."""
_OF_INTELLIGENCE: Final = ("استخبار", "مخابرات")

_ADMITTED_WITHIN: Final = 14
"""Words from what somebody admits back to the verb."""

class Encounters(Fronted, Arguments, Groups):
    """Finds both parties of an encounter."""

    def _fill_sides(self, frame: Frame, before: list[int], after: list[int], matrix: list[int], clitics: str) -> None:
        """Calls, meetings, talks and warnings: subject before or after the verb, the other one after it."""
        frame.rule = "parties of one clause"
        is_verb = frame.relation.kind == "verb"
        before = self._acting_then(frame, before, after)
        if frame.why_not is not None or self._is_settled(frame, [*before[-2:], *after[:3]]):
            return
        chosen, foreign = self._arguments(frame, before, after, is_verb)
        if not foreign and self._third_state_hosts(frame) and not self._together(chosen):
            foreign = True
        if not foreign:
            met = self._with_third_party
            his = met is not None and met.why_not == "other_party" and self._of_third_party(frame)
            if his and not is_verb and self._has_pronoun(frame):
                frame.why_not = "other_party"
                return
            if not (is_verb and self._says_all(frame, chosen)):
                named = bool(chosen)
                self._add_subjects(frame, before, chosen)
                if not (named or is_verb) and len(self._sides_of(chosen)) == 2 and self._is_with_another(frame):
                    # يصف بورتنيكوف بالمتشدد بعد لقاء مع دبلوماسيين
                    frame.why_not = "other_party"
                    return
        elif not self._together(chosen):
            frame.why_not = "other_party"
            frame.rule = MET_BY_THIRD if is_verb and self._is_of_third_man(frame) else frame.rule
            return
        self._resolve_counterparts(frame, chosen, before + matrix)
        if frame.why_not is not None:
            return
        self._take(frame, chosen)
        # اجتمع الوفد الروسي برئاسة كوستيوكوف مع ويتكوف
        self._take(frame, [i + 1 for i in chosen if i + 1 not in chosen and self._is_headed_by(i, i + 1)])
        self._take_them_all(frame)
        self._take_who_leads(frame)
        if frame.mode == "message":
            self._add_channel(frame)
            if any(self.document.tokens[self.mentions[i].start - 1] == "امام" for i in chosen):
                # وضع عرضا أمام نظرائه: they sat with them.
                frame.mode = "meeting"
        self._complete(frame, before, matrix, clitics)
        self._name_first_one(frame)
        self._name_the_two(frame)
        self._take_two_of_one_side(frame)
        self._take_companions(frame, after)
        alike = is_verb and self._are_told_alike(frame, chosen)
        frame.rule = TOLD_ALIKE if alike else frame.rule
        unknown = alike or (is_verb and self._met_unknown(frame))
        if is_verb and (unknown or self._lacks_other(frame)):
            frame.why_not = "other_party" if unknown else "one_side_only"
            return
        frame.mode = self._mode_among(frame)
        self._conclude(frame)
        if self._only_goes_there(frame):
            frame.why_not = "no_relation"

    def _is_settled(self, frame: Frame, near: list[int]) -> bool:
        """Whether who they are is clear at once: the leaders of both, those of a third state, both sides' services."""
        leaders = [i for i in near if self.mentions[i].kind == "leaders" and self.links.of(i) not in NO_PARTY | {"من"}]
        if any(not self._is_told_on(frame, i) for i in leaders):
            frame.parties = {side: [state(frame, side)] for side in self.sides}
            frame.why_not = "diplomatic_only"
            return True
        if self._received_both(frame) or self._fill_with_officers(frame) or self._both_went_on(frame):
            return True
        if frame.relation.kind != "verb":
            return self._fill_with_adjectives(frame)
        if self._receives_thing(frame):
            frame.why_not = "no_traveller"
        elif (self._follows_third_party(frame) or self._third_man_goes_on(frame)) and not self._two_before(frame):
            frame.why_not = "other_party"
        elif self._is_of_who_says_so(frame, near):
            frame.why_not = "one_side_only"
        return frame.why_not is not None

    def _is_of_who_says_so(self, frame: Frame, near: list[int]) -> bool:
        """باتصال بين المديرين، قال بيسكوف، ونصح بسؤال الجهاز: what he did who said so, unless both are named behind."""
        before = [i for i in near if self.mentions[i].end <= frame.start]
        goes_on = bool(before) and goes_on_saying(self.document, self.mentions[before[-1]].end, frame.start)
        return goes_on and len(self._sides_of([i for i in near if i not in before])) < 2

    def _is_told_on(self, frame: Frame, index: int) -> bool:
        """أبلغت الوكالة الروس بالمخطط، وتلاه اتصال بين الرئيسين: a clause that goes on with another contact."""
        behind = range(frame.end, self.mentions[index].start)
        comma = next((at for at in behind if "," in self.document.gap(at)), None)
        return comma is not None and any(at in self.document.relation_words for at in behind if at >= comma)

    def _fill_with_adjectives(self, frame: Frame) -> bool:
        """محادثات روسية أمريكية على مستوى رؤساء الاستخبارات, لقاء استخباراتي أمريكي روسي."""
        near = range(frame.end, min(frame.right, frame.end + _ADJECTIVES))
        said = {at: side for at in near if (side := self._adjective_at(at, frame)) in self.sides}
        found = list(said)
        if len(set(said.values())) < len(self.sides) or found[1] - found[0] > 1:
            return self._is_of_third_adjective(frame)
        tokens = self.document.tokens
        between = [*tokens[frame.start : min(frame.right, found[1] + _OF_THEIR_RANK)], *self._rank_said(frame)]
        if not any(token.lstrip("بل").removeprefix("ال").startswith(_OF_INTELLIGENCE) for token in between):
            return False
        heads = not _HEADS_OF_BOTH.isdisjoint(between)
        for at in found[:2]:
            side = said[at]
            office = self.knowledge.generic_heads[side] if heads else None
            frame.parties[side] = [
                Mention(at, at + 1, "head" if heads else "generic", side, office=office, intelligence=True)
            ]
        frame.rule = "talks of both sides' intelligence"
        self._conclude(frame)
        return True

    def _adjective_at(self, at: int, frame: Frame) -> str:
        """اجتماعا روسيا أمريكيا: behind an accusative the adjective, though it is written as the country is."""
        index = self._mention_words.get(at)
        country = index is not None and self.mentions[index].kind == "state" and self.mentions[index].weak
        if country and index is not None and self.document.tokens[frame.start].endswith("ا"):
            return self.mentions[index].side if self.document.tokens[at].endswith("يا") else ""
        return self.document.adjective_words.get(at, "")

    def _complete(self, frame: Frame, before: list[int], matrix: list[int], clitics: str) -> None:
        """Adds a party that the clause leaves out: those told before, hosts, who acts in the main clause."""
        if self._take_group(frame):
            return
        is_verb = frame.relation.kind == "verb"
        if len(frame.parties) < 2 and frame.relation.form != "plural" and self._means_both(frame):
            self._repeat(frame)
        him = is_verb and self.document.tokens[frame.start].endswith(OBJECTS)
        if len(frame.parties) == 1 and him and self._may_borrow(frame, is_verb, clitics):
            # وهو الذي قابله بيرنز في موسكو: whom rather than where.
            self._borrow(frame, before, matrix)
        says_so = "pronoun_complement" if is_verb else "complement"
        his = is_verb or self._has_pronoun(frame)
        admitted = not is_verb and self._admits_it(frame)
        if len(frame.parties) == 1 and (admitted or (his and says_so in self.document.cues[frame.start - 1])):
            # اعترف بومبيو بلقاء ناريشكين في واشنطن, بأنه التقاهم: he who says so rather than whose country it was in.
            self._borrow(frame, before, matrix)
        if len(frame.parties) == 1 and frame.mode in {"talk", "meeting"} and self._host(frame):
            frame.rule += ", in the other side's country"
        if not is_verb:
            self._hosted_there(frame)
        if len(frame.parties) == 1 and not is_verb:
            self._take_following_subject(frame)
            self._take_adjective(frame)
        if len(frame.parties) == 1:
            self._take_not_content(frame)
            self._take_addressee(frame)
            self._take_state_that_says_it(frame)
        if len(frame.parties) == 1 and is_verb:
            self._take_whom_it_was(frame)
        if len(frame.parties) == 1 and self._may_borrow(frame, is_verb, clitics):
            self._borrow(frame, before, matrix)
        take_from_similar(self.document, frame, self._previous)

    def _admits_it(self, frame: Frame) -> bool:
        """أقر بومبيو في رسالة إلى الكونغرس بلقاء ناريشكين: of who says so, since nobody admits what others do so."""
        tokens, (first, _) = self.document.tokens, self.document.sentences[frame.sentence]
        if not tokens[frame.start].startswith("ب") or self.document.relation_words.get(frame.start - 1):
            return False
        words = (tokens[at].lstrip("وف") for at in range(max(first, frame.start - _ADMITTED_WITHIN), frame.start))
        return not self.knowledge.forms["admits"].isdisjoint(words)

    def _is_with_another(self, frame: Frame) -> bool:
        return self._names_another(frame) and not self._means_both(frame)

    def _follows_third_party(self, frame: Frame) -> bool:
        """التقى الرئيس الأوكراني وبحثا: what the two then did, they did as those of the contact just told."""
        met = self._met_third_party()
        if met is None or not 0 <= frame.sentence - met.sentence <= 1:
            return False
        if self._previous is not None and self._previous.start > met.start:
            return False
        return self._means_both(frame) and not self._are_they_with_him(frame)

    def _arguments(self, frame: Frame, before: list[int], after: list[int], is_verb: bool) -> tuple[list[int], bool]:
        """The subject right before a verb and what follows the relation word; whether a third party is between."""
        joins = getattr(frame.relation.entry, "joins", False) or (frame.mode == "visit" and is_verb)
        subject = self._subject_before(frame, before) if is_verb else None
        chosen = [] if subject is None else self._subjects_up_to(frame, subject)
        foreign = is_verb and ((not joins and self._third_state_acts(frame, before)) or self._is_of_third_man(frame))
        for index in after:
            mention = self.mentions[index]
            man = self.mentions[index - 1]
            if is_verb and mention.kind == "counterpart" and not mention.side and man.end == mention.start:
                # ثم واجه أوباما نظيره: that of him who stands right before it.
                mention.side = self.knowledge.other_side(man.side) if man.side in self.sides else ""
            complete = len(self._sides_of(chosen)) == 2
            if mention.kind == "foreign" and not mention.weak and self.links.of(index) not in NO_PARTY:
                told = any(at in self.document.relation_words for at in range(frame.end, mention.start))
                # ضم والتز إلى الوفد الأوكراني: whom he was brought together with.
                brought = joins and self.links.of(index) != "الي"
                foreign = foreign or not (complete or brought or told or self.links.of(index) == "في")
            elif mention.side not in self.sides and not complete and self._takes_place_of_party(frame, index, is_verb):
                foreign = True
            elif is_verb and frame.mode == "message" and self._owns_what_goes(index, after):
                continue
            elif self._may_follow(index, chosen) and self._is_argument(frame, index, is_verb):
                chosen.append(index)
        if self._met_each_apart(frame, chosen, after) or self._is_of_third_mans_counterpart(before, chosen, is_verb):
            return [], True
        return self._with_him(frame, self._named_then(chosen, after)), foreign

    def _is_of_third_mans_counterpart(self, before: list[int], chosen: list[int], is_verb: bool) -> bool:
        """رفض الوزير الصيني عقد اجتماع مع نظيره الأمريكي أوستن: the counterpart of a man of a third state."""
        if is_verb or not (before and chosen):
            return False
        subject, man = self.mentions[before[-1]], self.mentions[chosen[0]]
        his = self.document.tokens[man.start].lstrip("وبل").startswith(("نظير", "زميل"))
        return his and subject.kind == "foreign" and not subject.weak and self.links.of(before[-1]) not in NO_PARTY

    def _says_all(self, frame: Frame, chosen: list[int]) -> bool:
        """وأطلع راتكليف أعضاء الكونغرس: a verb joined to the clause before, with its own subject."""
        word = self.document.tokens[frame.start]
        if frame.mode != "message" or not word.startswith(("و", "ف")) or word.endswith(OBJECTS):
            return False
        subject = self.mentions[chosen[0]] if chosen else None
        return subject is not None and subject.start == frame.end and not subject.weak

    def _takes_place_of_party(self, frame: Frame, index: int, is_verb: bool) -> bool:
        """بين روسيا وأوكرانيا, أبلغت الوكالة كييف: a third state stands where the other party would."""
        mention, link = self.mentions[index], self.links.of(index)
        if mention.kind not in {"foreign", "place"}:
            return False
        if not is_verb:
            # محادثات روسيا والصين
            joined = link == "بين" or (link == "gen" and mention.clitics.startswith("و"))
            # تلقى اتصالا من كييف
            caller = link == "من" and frame.mode == "call" and mention.start - frame.end == 1
            return caller or (mention.kind == "foreign" and joined)
        behind = mention.start == frame.end or mention.start - 1 in self._mention_words
        return frame.mode == "message" and link in {"", "verb", "الي", "ل"} and behind and mention.clitics in {"", "ل"}

    def _may_follow(self, index: int, chosen: list[int]) -> bool:
        """One of each side is enough, but for those coordinated with the one before."""
        mention = self.mentions[index]
        if index - 1 in chosen and self._joined_by_preposition(index):
            return True
        if mention.clitics.startswith("و") and index - 1 in chosen and self._joined(index):
            # ... بنظيره الروسي، والاستخبارات ترصد: a new clause.
            new = "," in self.document.gap(mention.start) and not self._is_behind_title(index)
            return not new or len(self._sides_of(chosen)) < 2
        same = [i for i in chosen if self.mentions[i].side == mention.side and self.mentions[i].kind != "state"]
        return len(self._sides_of(chosen)) < 2 and not (mention.side and same)

    def _is_behind_title(self, index: int) -> bool:
        """هاتف بورتنيكوف، رئيس الجهاز، وناريشكين: the comma closes what somebody is, and the next man is joined."""
        man = self.mentions[index - 1]
        titled = any("," in self.document.gap(at) for at in range(man.start + 1, man.end))
        return titled and self.mentions[index].kind in {"person", "head"}

    def _together(self, chosen: list[int]) -> bool:
        """Whether both sides stand side by side (بين أ وب, أ وب, أ بنظيره), so that a third party is only host."""
        for first, second in itertools.pairwise(chosen):
            one, other = self.mentions[first], self.mentions[second]
            joined = bool(other.clitics) or self.links.of(second) in {"مع", "ب", "بين"} or other.start == one.end
            near = second == first + 1 and other.start - one.end <= 2
            # مع ناريشكين وأبلغه بنشاط للوكالة: another verb stands between.
            near = near and not any(at in self.document.relation_words for at in range(one.end, other.start))
            if {one.side, other.side} == set(self.sides) and near and joined:
                return True
        return False

    def _joined(self, index: int) -> bool:
        """Whether nothing is told between a mention and the one before it, and no verb behind it (والوكالة ترفض)."""
        between, end = range(self.mentions[index - 1].end, self.mentions[index].start), self.mentions[index].end
        if between and self._is_present_verb(end) and not self.document.tokens[end].endswith(("ان", "ون")):
            return False
        return not any("thanks" in self.document.cues[at] or at in self.document.relation_words for at in between)

    def _add_channel(self, frame: Frame) -> None:
        """أبلغت واشنطن موسكو عبر السي آي إيه: the service through which a message goes gives or gets it."""
        for index in self._mentions_between(frame.sentence, frame.left, frame.right):
            mention = self.mentions[index]
            acts = mention.kind in STRONG and not mention.weak and self._is_service(index)
            if acts and self.links.of(index) == "عبر":
                self._take(frame, [index])


