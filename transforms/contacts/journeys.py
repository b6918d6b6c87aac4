"""Visits: somebody of one side goes to, or is in, the other side's country."""

from __future__ import annotations

import itertools
from typing import Final

from transforms.contacts import records
from transforms.contacts.clauses import RELATIVE
from transforms.contacts.conferences import CONFERENCE_REACH, CONFERENCES, Conferences
from transforms.contacts.destinations import Destinations
from transforms.contacts.mention import Mention
from transforms.contacts.premises import Premises
from transforms.contacts.scene import FEW_SENTENCES, NO_PARTY, STRONG, Frame
from transforms.contacts.strangers import Strangers, had_done
from transforms.contacts.travellers import Travellers

_FAR: Final = 30
"""Words between a word of travel and the destination."""
_FROM: Final = 8
"""Words from somebody's return to where he came from."""
_ATTENDED: Final = 16
"""Words from who takes part to where, at most."""
_LED: Final = frozenset(("راس", "رياسه", "قياده"))
_BODIES: Final = frozenset(("service", "generic"))
"""A service that is not named with the journey is not who went: it has no journeys of its own."""
_THIS: Final = frozenset(("هذه", "هاته", "تلك"))
_HIMSELF: Final = frozenset(("نفسه", "ذاته", "بنفسه"))
_COMES: Final = frozenset(("بلغ", "جاء", "أتى"))
"""With a place for their object these tell of somebody who went there only where nothing parts them."""
_ARRESTED: Final = ("اعتقل", "اوقف", "احتجز", "ضبط", "قبض", "طرد")
_AIMS: Final = frozenset(("تهدف", "هدفت", "ترمي", "رمت", "تسعي", "سعت", "استهدفت", "تستهدف", "تندرج", "اندرجت"))


class Journeys(Conferences, Destinations, Premises, Strangers, Travellers):
    """Finds traveller and destination."""

    def _fill_journey(
        self, frame: Frame, before: list[int], after: list[int], matrix: list[int], verb: records.Verb | None
    ) -> None:
        """A visit: who of one side went to the other side's country."""
        frame.rule = "journey to the other side's country"
        if self._is_of_thing(frame):
            frame.why_not = "no_traveller"
            return
        destination = next(
            (i for i in after if self.mentions[i].start - frame.end <= _FAR and self._is_destination(frame, i, verb)),
            None,
        )
        since = None
        if destination is None:
            destination = self._place_meant(frame)
            since = self._goes_there(frame, after, destination)
        if destination is None:
            destination, since = self._gone_to_since(frame, after)
        if destination is None:
            destination = self._conference_hosted(frame)
        if destination is None:
            destination = self._place_before(frame, before, verb)
        if destination is None:
            self._fill_unplaced(frame, after, verb)
            return
        place = frame.place = self.mentions[destination]
        if place.side not in self.sides:
            pair = self._pair_beside(frame, [*before, *after])
            if verb is not None and pair:
                # أمضى بيرنز وناريشكين ساعات في أنقرة
                frame.mode, frame.rule = "meeting", "both at one place"
                self._take(frame, pair)
                return
            frame.why_not = "other_place"
            return
        had = had_done(self.document, frame, None, (self._mention_words, self._dated))
        host = place.side
        strange = self._is_stranger_behind(frame) or self._is_let_go(frame) or self._is_of_relative(frame)
        if had or strange or self._is_of_host_behind(frame, host):
            frame.why_not = "no_traveller"
            return
        traveller = since if since is not None else self._traveller(frame, (before, after, matrix), destination, verb)
        traveller = self._traveller_ahead(frame, place) if traveller is None else traveller
        traveller = self._some_of(after, destination) if traveller is None else traveller
        if traveller is None and not (self._is_at_home(frame, after, destination) or self._stranger_goes(frame, place)):
            traveller = self._traveller_before(frame, self.knowledge.other_side(host))
        if traveller is None or self._is_of_man_behind(frame, self.mentions[traveller]):
            frame.why_not = "no_traveller"
            return
        company = self._travelled_with(before, after, (traveller, destination))
        self._take(frame, [*company, *self._travellers(traveller)])
        received_by = [
            i
            for i in after
            if i > destination
            and self.mentions[i].side == host
            and not self.mentions[i].weak
            and self._eligible(i)
            and self.links.of(i) != "speaker"
            and not self._is_told_of_apart(destination, i)
            and not self._is_host_of_another(destination, i, traveller)
            and not self._met_beside(destination, i, traveller)
        ]
        self._take(frame, received_by or self._host_before(frame, host))
        frame.parties.setdefault(host, []).append(place)
        if not place.weak:
            # مقر الاستخبارات العسكرية الروسية في موسكو: the service is host, its country the place if no other is told.
            frame.place = self._where(after, destination) or Mention(place.start, place.end, "state", host, weak=True)

    def _met_beside(self, destination: int, index: int, traveller: int) -> bool:
        """على هامش زيارة أوباما لموسكو اجتمع فرادكوف ب: who met others while a leader was there did not meet him."""
        if self._is_service(traveller):
            return False
        between = range(self.mentions[destination].end, self.mentions[index].start)
        return any(reading.kind == "verb" for at in between for reading in self.document.relation_words.get(at, ()))

    def _fill_unplaced(self, frame: Frame, after: list[int], verb: records.Verb | None) -> None:
        """زيارة without a place is a visit told of before; a verb without one is none."""
        if verb is not None or getattr(frame.relation.entry, "stay", False):
            frame.why_not = "no_destination"
            return
        self._take(frame, [i for i in after if self._eligible(i) and not self.mentions[i].weak][:1])
        frame.continues = len(frame.parties) < 2

    def _traveller(
        self,
        frame: Frame,
        named: tuple[list[int], list[int], list[int]],
        destination: int,
        verb: records.Verb | None,
    ) -> int | None:
        """Who goes: named between the word and the place, else before it, else after the place."""
        before, after, matrix = named
        host = self.mentions[destination].side
        between = [i for i in after if i < destination]
        for index in [*between, *reversed(before), *reversed(matrix), *(i for i in after if i > destination)]:
            mention, link = self.mentions[index], self.links.of(index)
            # قال كومي إن مكتبه أرسل عناصر
            weak = mention.weak and not (mention.kind == "service" and mention.end == frame.start)
            goes = self._by_plane(mention) or self._is_antecedent(mention, frame)
            if weak or mention.kind == "place" or (link in NO_PARTY and not goes):
                continue
            if link == "speaker" and not self._speaks_of_self(frame, index):
                continue
            if index in before and self._is_in_closed_clause(frame, index):
                continue
            if mention.start < frame.start and self._is_of_other_gender(frame, mention):
                continue
            if mention.end <= frame.start and self._are_several(frame) and mention.kind in {"service", "generic"}:
                # نبهت الاستخبارات أنقرة والمنفذون مروا بروسيا: a service is not they.
                continue
            heads = verb is not None and "وفدا" in verb.content and (before or (between and index > between[0]))
            if mention.kind == "state" and (heads or (index and self._leads(index - 1, index))):
                # بيرنز يقود وفدا أمريكيا إلى موسكو, ترأس وفدا أمريكيا زار موسكو: who heads it goes.
                continue
            if index > destination and not self._comes_last(frame, index):
                continue
            if mention.kind == "foreign" or mention.side == host:
                if index in before or index in between:
                    return None
            elif link in {"في", "الي", "من"} or (index in before and link in {"ب", "مع"} and not self._is_his(frame)):
                continue
            elif not (verb is not None and verb.sends and self._sends_no_man(frame, index)):
                return index
        return None

    def _is_antecedent(self, mention: Mention, frame: Frame) -> bool:
        """جاء دور مولر، مدير المكتب، الذي وصل: whose the relative clause is, whatever he is of the main one."""
        return frame.relation.kind == "verb" and self.document.tokens[mention.end : frame.start] in (["الذي"], ["التي"])

    def _pair_beside(self, frame: Frame, named: list[int]) -> list[int]:
        """Men of both sides joined by و, or named by one phrase, right beside the verb."""
        for one, other in itertools.pairwise(named):
            first, second = self.mentions[one], self.mentions[other]
            if {first.side, second.side} != set(self.sides) or first.weak or second.weak:
                continue
            joined = first.start == second.start or self._follows_and(first, second)
            beside = first.start == frame.end or second.end == frame.start
            if joined and beside and {first.kind, second.kind} <= {"person", "head"}:
                return [one, other]
        return []

    def _is_at_home(self, frame: Frame, after: list[int], destination: int) -> bool:
        """دخول راتكليف مقر الوكالة, المدير أمضى ليلته في واشنطن: one of the host's own side is there."""
        host = self.mentions[destination].side
        before = self._mention_words.get(frame.start - 1)
        if before is not None and frame.relation.kind == "verb" and self._eligible(before):
            subject = self.mentions[before]
            if subject.side == host and subject.kind in STRONG and self.links.of(before) in {"", "verb", "speaker"}:
                return True
        return any(
            i < destination
            and self.mentions[i].start == frame.end
            and self.mentions[i].side == host
            and self.mentions[i].kind in STRONG
            for i in after
        )

    def _where(self, after: list[int], destination: int) -> Mention | None:
        """The city in the host's country that stands behind the house visited."""
        side = self.mentions[destination].side
        near = (self.mentions[i] for i in after if i > destination and self.links.of(i) in {"في", "ب"})
        return next((m for m in near if m.side == side and m.place), None)

    def _is_told_of_apart(self, destination: int, index: int) -> bool:
        """ذهب إلى موسكو وكلم بوتين بالهاتف: with whom he spoke is told by another verb. فاعتقله رجاله: no hosts."""
        if self.document.tokens[self.mentions[index].start - 1].lstrip("وف").startswith(_ARRESTED):
            return True
        between = range(self.mentions[destination].end, self.mentions[index].start)
        readings = [r for at in between for r in self.document.relation_words.get(at, ())]
        end = self.mentions[index].end
        spoke = any(r.entry.mode == "talk" for r in readings) and self._has_cue(between.start, end + 4, "phone")
        return spoke or any(r.entry.mode == "call" for r in readings)

    def _is_host_of_another(self, destination: int, index: int, traveller: int) -> bool:
        """تزامن وجود مولر في موسكو مع زيارة كيري الذي استقبله بوتين: who is named behind another guest received him."""
        guest = self.mentions[traveller]
        between = (self.mentions[i] for i in range(destination + 1, index))
        return any(
            m.side == guest.side and m.kind == "person" and m.person != guest.person and not m.clitics.startswith("و")
            for m in between
        )

    def _comes_last(self, frame: Frame, index: int) -> bool:
        """Whether who stands behind the destination can be the one who goes: not موفدا من بايدن, على رأس وفد روسي,
        nor يزور موسكو منذ زيارة مولر, whose visit is another."""
        at = self.mentions[index].start - 1
        before = self.document.tokens[at]
        if at >= frame.end and any(r.kind == "noun" for r in self.document.relation_words.get(at, ())):
            return False
        if self.mentions[index].kind in _BODIES and "arranges" in self.document.cues[at]:
            # غادر موسكو في مبادلة رتبها جهازا البلدين
            return False
        if self.links.of(index) == "ل" and at + 1 == frame.end:
            return True  # في موسكو زيارة لبيرنز
        return self.links.of(index) in {"", "verb", "gen"} and before.lstrip("ب") not in _LED

    def _is_destination(self, frame: Frame, index: int, verb: records.Verb | None) -> bool:
        mention = self.mentions[index]
        link = self.links.of(index)
        if not mention.weak and self._is_service(index):
            visited = self._is_visited(frame, mention) or self._is_house(frame, index)
            return visited or self._is_called_on(frame, index)
        if not (mention.place or (mention.weak and mention.kind in {"state", "foreign"})) or self._are_people(mention):
            return False
        if mention.clitics.startswith("و") or self._is_spoken_of(frame, mention):
            return False
        if link in {"", "verb"} and self._is_behind_another_verb(frame, mention):
            return False
        if self._is_of_purpose(frame, mention, link):
            return False
        if verb is None:
            if getattr(frame.relation.entry, "leaves", False):
                # عودة الدبلوماسيين من موسكو: of nobody known.
                his = self.document.tokens[frame.start].endswith(("ته", "تها", "تهما", "عه"))
                return (his or frame.end in self._mention_words) and link == "من" and mention.start - frame.end <= _FROM
            before = mention.start - 1
            if link == "" and before > frame.end and self._owns(before):
                # أطلع الرئيس قبل سفره على نوايا الكرملين
                return False
            # تأتي هذه الزيارة وسط جدل في الكونغرس: where the dispute is.
            known = frame.start > 0 and self.document.tokens[frame.start - 1] in _THIS
            # في جولة أوروبية، نافيا ما رددته موسكو: behind a comma a bare name is no destination.
            known = known or (not link and any("," in self.document.gap(at) for at in range(frame.end, mention.start)))
            return link in {"الي", "ل"} or (not known and (
                mention.start - frame.end <= 1
                or (link in {"في", "ب", ""} and mention.start - frame.end <= 6)
                or self._is_of_conference(frame, mention, link)
            ))
        if "في" in verb.to and self._is_of_another(frame, mention):
            return False
        wanted = {"إلى": {"الي", "ل"}, "ب": {"ب"}, "في": {"في"}, "من": {"من"}, "على": {"about"}}
        if verb.to:
            if "object" in verb.to and link in {"", "verb"} and self._is_direct(frame, mention):
                # بلغ خطر استخدام موسكو سلاحا حدا: what a thing came to; جاء الكلام بعد أن شنت واشنطن: what came.
                beside = mention.start - frame.end <= 1 or mention.start - 1 in self._mention_words
                return beside or verb.past not in _COMES
            direct = any(link in wanted[preposition] for preposition in verb.to if preposition in wanted)
            return direct or self._is_of_conference(frame, mention, link)
        return link in {"", "verb", "ب", "في"}

    def _owns(self, at: int) -> bool:
        """نوايا الكرملين: a plain noun right before a name is what he has."""
        known = at in self._mention_words or at in self._dated or bool(self.document.cues[at])
        word = self.document.tokens[at]
        whose = word.endswith("ه") and not self.document.is_feminine(at)
        return not (known or whose or word.startswith("ال") or self.document.gap(at + 1) != " ")

    def _is_of_purpose(self, frame: Frame, place: Mention, link: str) -> bool:
        """الزيارة هدفت إلى تأكيد التزام واشنطن, المكالمة جاءت للتأكيد للكرملين: what it was for, not where it led."""
        tokens, between = self.document.tokens, range(frame.end, place.start)
        if frame.relation.kind == "noun":
            return any(tokens[at] in _AIMS for at in between)
        purpose = bool(between) and tokens[frame.end].startswith("ل") and frame.end not in self._mention_words
        return link == "ل" and purpose

    def _is_spoken_of(self, frame: Frame, mention: Mention) -> bool:
        """وصلها جواب موسكو; بيرنز في محاضرة: السخط داخل روسيا"""
        before = self.document.tokens[mention.start - 1] if mention.start else ""
        if before in self.knowledge.words.content_words:
            return True
        return any(":" in self.document.gap(at) for at in range(frame.end, mention.start + 1))

    def _is_behind_another_verb(self, frame: Frame, mention: Mention) -> bool:
        """زار مقر الوكالة وتحدث عن روسيا"""
        return any(
            reading.kind == "verb" and self.document.tokens[at].startswith("و")
            for at in range(frame.end, mention.start)
            if at not in self._mention_words
            for reading in self.document.relation_words.get(at, ())
        )

    def _is_of_another(self, frame: Frame, place: Mention) -> bool:
        """حضر راتكليف اجتماع ترامب لبحث محادثات ويتكوف في موسكو: the place of what was talked about."""
        between = range(frame.end, place.start)
        contacts = [at for at in between if any(r.kind == "noun" for r in self.document.relation_words.get(at, ()))]
        own = sum(at not in self.document.entity_words for at in between)
        return len(contacts) > 1 or own > _ATTENDED

    def _are_people(self, mention: Mention) -> bool:
        """الروس, الأمريكيين: nobody travels to a people."""
        return mention.start in self.document.adjective_words

    def _is_of_conference(self, frame: Frame, mention: Mention, link: str) -> bool:
        """في قمة واشنطن, في مؤتمر موسكو للأمن, إلى قمة مكافحة التطرف في واشنطن."""
        tokens = self.document.tokens
        at = mention.start - 1
        if at > 0 and tokens[at] in CONFERENCES and tokens[at - 1] in {"في", "الي"}:
            return True
        if link not in {"في", "ب"}:
            return False
        reach = range(max(frame.end, mention.start - CONFERENCE_REACH), mention.start)
        return any(tokens[at].lstrip("بل") in CONFERENCES and "," not in self.document.gap(at + 1) for at in reach)

    def _speaks_of_self(self, frame: Frame, index: int) -> bool:
        """قال بيرنز إنه زار, بيرنز الذي زار."""
        return any(
            "pronoun_complement" in self.document.cues[at] or self.document.tokens[at] in RELATIVE
            for at in range(self.mentions[index].end, frame.start)
        )

    def _traveller_before(self, frame: Frame, guest: str) -> int | None:
        """Who was named before: one of a service rather than who sent him, then anybody; a few sentences back."""
        people = {"person", "head", "deputy"}
        himself = frame.start > 0 and self.document.tokens[frame.start - 1] in _HIMSELF
        if himself and guest in self._topic and self._may_be_topic(self._topic[guest], frame):
            # فهو نفسه قصد موسكو: he whom the text is about.
            return self._topic[guest]
        for kinds, of_service in ((people, True), (people, False), (STRONG - _BODIES, False)):
            for sentence in range(frame.sentence, frame.sentence - FEW_SENTENCES, -1):
                here = [i for i in self._by_sentence.get(sentence, []) if self.mentions[i].start < frame.start]
                for index in reversed(here):
                    mention = self.mentions[index]
                    if mention.weak or mention.side != guest or mention.kind not in kinds:
                        continue
                    if self._charging(mention) is not None or self._is_of_other_gender(frame, mention):
                        continue
                    if self.links.of(index) in {"ب", "مع"}:
                        continue
                    if self._are_several(frame) and not self._is_among_several(index):
                        continue
                    if self.links.of(index) not in NO_PARTY and (self._is_service(index) or not of_service):
                        frame.weight = 0.8
                        return index
                men = (self.mentions[i] for i in here if self.mentions[i].kind in {"person", "head"})
                if sentence < frame.sentence and any(m.side == guest or m.side not in self.sides for m in men):
                    # Somebody else was spoken of since, who could have gone there.
                    break
        return self._topic_goes(frame, guest)

    def _topic_goes(self, frame: Frame, guest: str) -> int | None:
        """He whom the text is about, if a verb or a pronoun can mean him."""
        topic = self._topic.get(guest)
        own = frame.relation.kind == "verb" or self.document.tokens[frame.start].endswith("ه")
        if topic is None or self._are_several(frame) or self._is_of_other_gender(frame, self.mentions[topic]):
            return None
        if not (own and self._may_be_topic(topic, frame)):
            return None
        if self._opens_clause(frame.start) or self._is_of_last_man(frame, self.mentions[topic]):
            frame.weight = 0.7
            return topic
        return None
