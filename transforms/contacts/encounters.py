"""Calls, meetings, talks and warnings: a relation word with subject and object in one clause."""

from __future__ import annotations

import itertools
from typing import Final

from transforms.contacts import records
from transforms.contacts.anaphora import OBJECTS, Anaphora
from transforms.contacts.mention import Mention
from transforms.contacts.scene import AFTER, NO_PARTY, RELATIVE, STRONG, Frame, state

FRONTING: Final = frozenset(("في", "خلال", "اثناء", "عقب", "بعد", "عبر", "اثر", "ضمن"))
"""Prepositions that put a contact before the clause it belongs to."""
_ABOUT: Final = frozenset(("حول", "بشان", "بخصوص", "لبحث", "لتسويه", "لانهاء"))
_MAIN_CLAUSE: Final = 6
_SUBJECT_REACH: Final = 2
_WEAK_REACH: Final = 4
_FROM_REACH: Final = 3
_ATTRIBUTES: Final = frozenset(("light", "adverbs", "phone", "first", "second", "again", "attributes"))
_WITH_PRONOUN: Final = frozenset(
    f"{stem}{ending}"
    for stem in ("علي", "الي", "ل", "ب", "في", "بشان", "حول", "من", "عن", "لاجل")
    for ending in ("ه", "ها", "هما", "هم")
)
"""Prepositions with the object they govern, which may stand between a verb and its subject."""
_ADJECTIVES: Final = 4
_OF_THEIR_RANK: Final = 6
"""Words from the adjectives of both sides to who of them spoke: على مستوى رؤساء الاستخبارات."""
_OF_INTELLIGENCE: Final = ("استخبار", "مخابرات")
_SINGLE: Final = frozenset(("person", "head", "deputy", "service"))
_AUXILIARIES: Final = frozenset(("قد", "كان", "كانت", "سبق", "وان", "ان", "لطالما", "ايضا", "بدورها", "بدوره"))
"""What may stand between a state and what it did: موسكو كانت قد أخطرت."""


class Encounters(Anaphora):
    """Finds both parties of an encounter."""

    def _fill_sides(self, frame: Frame, before: list[int], after: list[int], matrix: list[int], clitics: str) -> None:
        """Calls, meetings, talks and warnings: subject before or after the verb, the other one after it."""
        frame.rule = "parties of one clause"
        if any(self.mentions[i].kind == "leaders" for i in [*before[-2:], *after[:3]]):
            frame.parties = {side: [state(frame, side)] for side in self.sides}
            frame.why_not = "diplomatic_only"
            return
        is_verb = frame.relation.kind == "verb"
        if is_verb and self._follows_third_party(frame):
            frame.why_not = "other_party"
            return
        if not is_verb and self._fill_with_adjectives(frame):
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
                if not (named or is_verb) and len(self._sides_of(chosen)) == 2 and self._names_another(frame):
                    # يصف بورتنيكوف بالمتشدد بعد لقاء مع دبلوماسيين
                    frame.why_not = "other_party"
                    return
        elif not self._together(chosen):
            frame.why_not = "other_party"
            return
        self._resolve_counterparts(frame, chosen, before + matrix)
        if frame.why_not is not None:
            return
        self._take(frame, chosen)
        if frame.mode == "message":
            self._add_channel(frame)
        self._complete(frame, before, matrix, clitics)
        if frame.mode == "visit" and is_verb and not self._names_guest(frame):
            frame.why_not = "one_side_only"
            return
        if frame.mode == "visit" and self._hosted_elsewhere(frame):
            frame.mode = "meeting"
        self._conclude(frame)

    def _fill_with_adjectives(self, frame: Frame) -> bool:
        """محادثات روسية أمريكية على مستوى رؤساء الاستخبارات, لقاء استخباراتي أمريكي روسي."""
        near = range(frame.end, min(frame.right, frame.end + _ADJECTIVES))
        found = [at for at in near if self.document.adjective_words.get(at) in self.sides]
        if len({self.document.adjective_words[at] for at in found}) < len(self.sides) or found[1] - found[0] > 1:
            return False
        tokens = self.document.tokens
        between = tokens[frame.end : min(frame.right, found[1] + _OF_THEIR_RANK)]
        if not any(token.lstrip("بل").removeprefix("ال").startswith(_OF_INTELLIGENCE) for token in between):
            return False
        for at in found[:2]:
            side = self.document.adjective_words[at]
            frame.parties[side] = [Mention(at, at + 1, "generic", side, intelligence=True)]
        frame.rule = "talks of both sides' intelligence"
        self._conclude(frame)
        return True

    def _complete(self, frame: Frame, before: list[int], matrix: list[int], clitics: str) -> None:
        """Adds a party that the clause leaves out: the two as told before, hosts, who acts in the main clause."""
        is_verb = frame.relation.kind == "verb"
        if len(frame.parties) < 2 and frame.relation.form != "plural" and self._means_both(frame):
            self._repeat(frame)
        if len(frame.parties) == 1 and frame.mode in {"talk", "meeting"} and self._host(frame):
            frame.rule += ", in the other side's country"
        if len(frame.parties) == 1 and not is_verb:
            self._take_following_subject(frame)
        if len(frame.parties) == 1 and self._may_borrow(frame, is_verb, clitics):
            self._borrow(frame, before, matrix)

    def _follows_third_party(self, frame: Frame) -> bool:
        """التقى الرئيس الأوكراني وبحثا: what the two then did, they did as those of the contact just told."""
        met = self._with_third_party
        if met is None or not 0 <= frame.sentence - met.sentence <= 1:
            return False
        if self._previous is not None and self._previous.start > met.start:
            return False
        return self._means_both(frame)

    def _arguments(self, frame: Frame, before: list[int], after: list[int], is_verb: bool) -> tuple[list[int], bool]:
        """The subject right before a verb and what follows the relation word; whether a third party is between."""
        joins = getattr(frame.relation.entry, "joins", False) or (frame.mode == "visit" and is_verb)
        subject = self._subject_before(frame, before) if is_verb else None
        chosen = [] if subject is None else [subject]
        if subject is not None and self._are_two(frame, subject):
            chosen = [subject - 1, subject]
        foreign = is_verb and not joins and self._third_state_acts(frame, before)
        for index in after:
            mention = self.mentions[index]
            complete = len(self._sides_of(chosen)) == 2
            if mention.kind == "foreign" and not mention.weak and self.links.of(index) not in NO_PARTY:
                told = any(at in self.document.relation_words for at in range(frame.end, mention.start))
                foreign = foreign or not (complete or joins or told or self.links.of(index) == "في")
            elif mention.side not in self.sides and not complete and self._takes_place_of_party(frame, index, is_verb):
                foreign = True
            elif self._may_follow(index, chosen) and self._is_argument(frame, index, is_verb):
                chosen.append(index)
        return chosen, foreign

    def _are_two(self, frame: Frame, last: int) -> bool:
        """ترامب وبوتين يبحثان: both of them, one of each side."""
        if last == 0 or not self.document.tokens[frame.start].endswith(("ان", "ا")):
            return False
        first, second = self.mentions[last - 1], self.mentions[last]
        joined = second.clitics.startswith("و") and second.start - first.end <= 0
        return joined and {first.side, second.side} == set(self.sides) and not first.weak

    def _take_following_subject(self, frame: Frame) -> None:
        """خلال اتصال مع ناريشكين، أكد بيرنز أن: who acts in the main clause is the other party."""
        if frame.start == 0 or self.document.tokens[frame.start - 1].lstrip("وف") not in FRONTING:
            return
        missing = self.knowledge.other_side(next(iter(frame.parties)))
        last = max(mention.end for found in frame.parties.values() for mention in found)
        for index in self._mentions_between(frame.sentence, last, last + _MAIN_CLAUSE):
            mention = self.mentions[index]
            if mention.weak or mention.kind not in STRONG:
                continue
            if mention.side == missing and self.links.of(index) in {"speaker", "verb", "gen", ""}:
                frame.parties[missing] = [mention]
                frame.rule += ", the subject of the main clause"
            return

    def _says_all(self, frame: Frame, chosen: list[int]) -> bool:
        """وأطلع راتكليف أعضاء الكونغرس: a verb joined to the clause before, with its own subject."""
        word = self.document.tokens[frame.start]
        if frame.mode != "message" or not word.startswith(("و", "ف")) or word.endswith(OBJECTS):
            return False
        subject = self.mentions[chosen[0]] if chosen else None
        return subject is not None and subject.start == frame.end and not subject.weak

    def _third_state_acts(self, frame: Frame, before: list[int]) -> bool:
        """قالن يهاتف راتكليف: one of a third state, named at the head of the sentence before the verb, did it."""
        if not before or self.document.tokens[frame.start].startswith(("و", "ف")):
            return False
        subject = self.mentions[before[-1]]
        opens = subject.start == self.document.sentences[frame.sentence][0]
        return subject.kind == "foreign" and not subject.weak and opens and subject.end == frame.start

    def _third_state_hosts(self, frame: Frame) -> bool:
        """استقبل المستشار الهندي باتروشيف: the host is of neither side."""
        if frame.mode != "visit" or frame.relation.kind != "verb":
            return False
        index = self._mention_words.get(frame.end)
        return index is not None and self.mentions[index].kind == "foreign" and not self.mentions[index].weak

    def _takes_place_of_party(self, frame: Frame, index: int, is_verb: bool) -> bool:
        """بين روسيا وأوكرانيا, أبلغت الوكالة كييف: a third state stands where the other party would."""
        mention, link = self.mentions[index], self.links.of(index)
        if mention.kind not in {"foreign", "place"}:
            return False
        if not is_verb:
            return mention.kind == "foreign" and link == "بين"
        behind = mention.start == frame.end or mention.start - 1 in self._mention_words
        return frame.mode == "message" and link in {"", "verb", "الي", "ل"} and behind and not mention.clitics

    def _may_follow(self, index: int, chosen: list[int]) -> bool:
        """One of each side is enough, but for those coordinated with the one before."""
        mention = self.mentions[index]
        if mention.clitics.startswith("و") and index - 1 in chosen and self._joined(index):
            # ... بنظيره الروسي، والاستخبارات ترصد: a new clause.
            return "," not in self.document.gap(mention.start) or len(self._sides_of(chosen)) < 2
        same = [i for i in chosen if self.mentions[i].side == mention.side and self.mentions[i].kind != "state"]
        return len(self._sides_of(chosen)) < 2 and not (mention.side and same)

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
            if self._is_of_other_subject(frame, index, before):
                continue
            if self._is_subject(frame, index) and (mention.side not in sides or self._chained(index, chosen)):
                chosen.append(index)

    def _names_guest(self, frame: Frame) -> bool:
        """استقبله بوتين, استقبل بيرنز: host or guest stands behind the verb; those it names before do not receive."""
        behind = any(m.start >= frame.end for found in frame.parties.values() for m in found)
        return behind or self.document.tokens[frame.start].endswith(("ه", "ها", "هم", "هما"))

    def _is_of_other_subject(self, frame: Frame, index: int, before: list[int]) -> bool:
        """عين ترامب راتكليف قبل لقائه بوتين: "his" is the subject's, not that of whom something was done to."""
        word = self.document.tokens[frame.start]
        if frame.relation.kind != "noun" or not word.endswith("ه") or not self._has_pronoun(frame):
            return False
        mention = self.mentions[index]
        first = next((i for i in before if self.mentions[i].side == mention.side and not self.mentions[i].weak), index)
        subject = self.mentions[first]
        acts = self.links.of(first) == "" and subject.start > 0 and "acts_on" in self.document.cues[subject.start - 1]
        return first != index and acts and mention.start - subject.end <= 1

    def _hosted_elsewhere(self, frame: Frame) -> bool:
        """A third state received both: استضافت أنقرة مديري المخابرات, استضافة المخابرات التركية اجتماعهما."""
        host = self._mention_words.get(frame.end)
        if getattr(frame.relation.entry, "object", False) and host is not None and self.mentions[host].kind == "foreign":
            return True
        if "object" not in getattr(frame.relation.entry, "takes", ()):
            return False
        mentions = sorted((m for found in frame.parties.values() for m in found), key=lambda m: m.start)
        if len(frame.parties) != 2 or mentions[0].start < frame.end:
            return False
        return mentions[0].start > frame.end or any(m.clitics.startswith("و") for m in mentions[1:])

    def _together(self, chosen: list[int]) -> bool:
        """Whether both sides stand side by side (بين أ وب, أ وب, أ بنظيره), so that a third party is only host."""
        for first, second in itertools.pairwise(chosen):
            one, other = self.mentions[first], self.mentions[second]
            joined = bool(other.clitics) or self.links.of(second) in {"مع", "ب", "بين"} or other.start == one.end
            near = second == first + 1 and other.start - one.end <= 2
            if {one.side, other.side} == set(self.sides) and near and joined:
                return True
        return False

    def _subject_before(self, frame: Frame, before: list[int]) -> int | None:
        """The subject right before a verb: بيرنز التقى; أن بيرنز ... التقى."""
        if not before:
            return None
        index = before[-1]
        done_to = self.mentions[index].start > 0 and "acts_on" in self.document.cues[self.mentions[index].start - 1]
        if done_to and len(before) > 1 and self.mentions[before[-2]].side == self.mentions[index].side:
            # ترامب يعين راتكليف ويهاتف بوتين
            index = before[-2]
            return index if self._is_subject(frame, index) else None
        mention = self.mentions[index]
        if self._is_in_relative_clause(before):
            index = before[-2]
            return index if self._is_subject(frame, index) else None
        near = frame.start - mention.end <= _SUBJECT_REACH
        if (
            mention.end == frame.start - 1
            and self.document.tokens[mention.end] in RELATIVE
            and mention.side in self.sides
        ):
            # فرادكوف الذي التقى: whatever governs the name.
            return index
        return index if near and mention.side in self.sides and self._is_subject(frame, index) else None

    def _is_in_relative_clause(self, before: list[int]) -> bool:
        """بومبيو، الذي ترك إدارة السي آي إيه، هاتف لافروف: the last one named only says who the subject is."""
        if len(before) < 2:
            return False
        subject, last = self.mentions[before[-2]], self.mentions[before[-1]]
        tokens = self.document.tokens
        opens = any(tokens[at] in RELATIVE for at in range(subject.end, min(subject.end + 1, last.start)))
        closes = last.end < len(tokens) and "," in self.document.gap(last.end)
        return opens and closes and subject.side == last.side and subject.kind in {"person", "head"}

    def _joined(self, index: int) -> bool:
        """Whether nothing is told between a mention and the one before it."""
        between = range(self.mentions[index - 1].end, self.mentions[index].start)
        return not any("thanks" in self.document.cues[at] or at in self.document.relation_words for at in between)

    def _chained(self, index: int, chosen: list[int]) -> bool:
        """Whether a mention is coordinated with the one chosen next to it."""
        return any(i == index + 1 and self.mentions[i].clitics.startswith("و") for i in chosen)

    def _is_argument(self, frame: Frame, index: int, is_verb: bool) -> bool:
        mention, link = self.mentions[index], self.links.of(index)
        if link == "في" and mention.kind == "service" and not mention.weak and frame.mode in {"meeting", "talk"}:
            # أجرى لقاءات في جهاز الأمن الاتحادي
            return True
        if not self._eligible(index) or link in {"في", "speaker"} or self._is_of_time(frame, mention):
            return False
        entry = frame.relation.entry
        if link == "aide" or (not is_verb and self._acts_on_another(frame, mention)):
            return False
        if link == "by":
            return frame.mode == "message"
        answers = getattr(entry, "receives", False) or "على" in getattr(entry, "takes", ())
        if is_verb and answers and self._owns_content(mention):
            return True
        if link == "من" and not (isinstance(entry, records.Verb) and "من" in entry.takes) and frame.mode != "message":
            return not mention.weak and frame.mode in {"call", "visit"} and mention.start - frame.end <= _FROM_REACH
        if not mention.weak:
            return link != "" or self._stands_free(frame, index, is_verb)
        return self._is_weak_argument(frame, index, is_verb)

    def _is_of_time(self, frame: Frame, mention: Mention) -> bool:
        """التقى القائد، بعد أسبوع من مغادرة بيرنز: what happened before or after tells when, not with whom."""
        tokens = self.document.tokens
        commas = [at for at in range(frame.end, mention.start) if "," in self.document.gap(at)]
        return bool(commas) and tokens[commas[-1]] in AFTER and frame.mode in {"meeting", "talk", "call"}

    def _is_weak_argument(self, frame: Frame, index: int, is_verb: bool) -> bool:
        """Whether a state stands where the other party does."""
        mention, link, entry = self.mentions[index], self.links.of(index), frame.relation.entry
        if mention.kind == "both":
            return True
        if mention.start == frame.end:
            return "place" not in getattr(entry, "takes", ())
        if link == "بين" and self._with_third_state(index):
            return False
        if link == "gen" and not is_verb and mention.clitics.startswith("و") and self.mentions[index - 1].end == mention.start:
            # مشاورات خبراء روسيا والولايات المتحدة
            return True
        if link == "مع" and not _ABOUT.isdisjoint(self.document.tokens[frame.end : mention.start]):
            # مشاورات حول التسوية مع روسيا: what they speak of.
            return False
        if link in {"مع", "بين"}:
            return mention.start - frame.end <= _WEAK_REACH or (
                index > 0 and self.mentions[index - 1].end >= mention.start - 1
            )
        if link == "من":
            return "من" in getattr(entry, "takes", ())
        if link in {"الي", "ل"}:
            near = is_verb or mention.start - frame.end <= _WEAK_REACH
            return (
                near
                and frame.mode in {"message", "talk", "call"}
                and bool({"إلى", "ل"} & set(getattr(entry, "takes", ("إلى",))))
            )
        if link == "ب":
            return frame.mode == "call"
        previous = self.mentions[index - 1] if index else None
        return is_verb and previous is not None and previous.end == mention.start and previous.start == frame.end

    def _with_third_state(self, index: int) -> bool:
        """بين الروس والأوكرانيين: theirs, not of those who speak of it."""
        following = self.mentions[index + 1] if index + 1 < len(self.mentions) else None
        joined = following is not None and following.clitics.startswith("و")
        return joined and following is not None and following.kind == "foreign"

    def _owns_content(self, mention: Mention) -> bool:
        """تسلمت الوكالة رد موسكو: whose message it was."""
        return mention.start > 0 and self.document.tokens[mention.start - 1] in self.knowledge.words.content_words

    def _add_channel(self, frame: Frame) -> None:
        """أبلغت واشنطن موسكو عبر السي آي إيه: the service through which a message goes gives or gets it."""
        for index in self._mentions_between(frame.sentence, frame.left, frame.right):
            mention = self.mentions[index]
            acts = mention.kind in STRONG and not mention.weak and self._is_service(index)
            if acts and self.links.of(index) == "عبر":
                self._take(frame, [index])

    def _stands_free(self, frame: Frame, index: int, is_verb: bool) -> bool:
        """Whether a mention without preposition is subject or object, and no noun before it owns it (عودة ترامب)."""
        mention = self.mentions[index]
        if mention.start - frame.end <= 0 or "," in self.document.gap(mention.start):
            return True
        if mention.clitics.startswith("و"):
            return True
        before = mention.start - 1
        cues = self.document.cues[before]
        if (
            before in self._dated
            or before in self._mention_words
            or "light" in cues
            or "adverbs" in cues
            or "joining" in cues
        ):
            return True
        if any(relation.kind == "verb" for relation in self.document.relations_by_end.get(mention.start, ())):
            return True
        # تفاوضت عليه الوكالة, بعثت بها إليه الهيئة, سلمت محطة الوكالة
        return is_verb and all(self._is_transparent(at) for at in range(frame.end, mention.start))

    def _is_transparent(self, at: int) -> bool:
        """Whether a word can stand between a verb and its subject or object without being either."""
        cues = self.document.cues[at]
        return (
            self.document.tokens[at] in _WITH_PRONOUN
            or at in self._dated
            or bool({"units", "phone", "adverbs", "aside"} & cues)
        )

    def _acts_on_another(self, frame: Frame, mention: Mention) -> bool:
        """المكالمة رسائل نقلتها السفيرة: a verb between them that tells of another noun (but المكالمة التي تلقاها)."""
        for at in range(frame.end, mention.start):
            readings = self.document.relation_words.get(at, ())
            told = any(r.kind == "verb" and r.entry.mode == "message" for r in readings)
            if told and "light" not in self.document.cues[at]:
                return not all(self._is_attribute(i) for i in range(frame.end, at))
        return False

    def _is_attribute(self, at: int) -> bool:
        """Whether a word can stand between a noun and the relative clause that tells of it: الهاتفية الأخيرة التي."""
        known = at in self._dated or at in self._mention_words or bool(self.document.cues[at] & _ATTRIBUTES)
        return known or self.document.tokens[at] in RELATIVE or self.document.tokens[at].startswith("ال")

    def _is_subject(self, frame: Frame, index: int) -> bool:
        mention, link = self.mentions[index], self.links.of(index)
        if not self._eligible(index) or self._only_sends(frame, index):
            return False
        if link == "ل" and frame.relation.kind == "noun" and self._had(mention):
            return True
        if link == "verb" and mention.kind == "service" and self._is_left_or_reached(mention):
            return False
        if link in {"في", "الي", "ل", "عبر", "من", "aide"} or self._is_one_of_many(frame, index):
            return False
        if mention.weak and mention.kind not in {"both", "service"}:
            between = self.document.tokens[mention.end : frame.start]
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

    def _only_sends(self, frame: Frame, index: int) -> bool:
        """أرسله بايدن لمقابلة ناريشكين: who sends somebody to a meeting is not there."""
        if frame.relation.kind != "noun" or not self.document.tokens[frame.start].startswith("ل"):
            return False
        readings = self.document.relations_by_end.get(self.mentions[index].start, ())
        return any(getattr(reading.entry, "sends", False) for reading in readings)

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

    def _had(self, mention: Mention) -> bool:
        """كان لبيرنز اتصال."""
        return mention.start > 0 and self.document.tokens[mention.start - 1].lstrip("و") in {"كان", "كانت"}

    def _is_light_subject(self, frame: Frame, mention: Mention) -> bool:
        """أجرى مسؤولون روس محادثات: the officials do what the noun tells."""
        near = [*range(mention.end, frame.start), *range(max(0, mention.start - 3), mention.start)]
        return any("light" in self.document.cues[at] for at in near)
