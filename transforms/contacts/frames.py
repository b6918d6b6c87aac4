"""Tellings of a contact: a relation word, and who stands with it on either side."""

from __future__ import annotations

from functools import cached_property
from typing import Final

from transforms.contacts import records
from transforms.contacts.apart import WITHIN
from transforms.contacts.arrangements import UNARRANGED
from transforms.contacts.borrowing import OBJECTS, TO_HIM
from transforms.contacts.carried import Carried
from transforms.contacts.directed import Directed
from transforms.contacts.earlier_events import is_of_contact_before
from transforms.contacts.encounters import Encounters
from transforms.contacts.entries import Entries
from transforms.contacts.gatherings import Gatherings
from transforms.contacts.given_and_taken import GivenAndTaken
from transforms.contacts.guests import Guests
from transforms.contacts.journeys import Journeys
from transforms.contacts.kinds import OUTSIDER
from transforms.contacts.ordinals import Ordinals
from transforms.contacts.proximity import Proximity
from transforms.contacts.recollections import Recollections
from transforms.contacts.scene import Frame, state
from transforms.contacts.senses import NEAR_CONTENT, Senses
from transforms.contacts.status import status
from transforms.contacts.stays import Stays
from transforms.contacts.those_that import ThoseThat
from transforms.contacts.turns import Turns
from transforms.contacts.wordlists import Relation

_BEFORE_NOUNS: Final = frozenset(
    ("في", "وفي", "الي", "والي", "علي", "وعلي", "عن", "وعن", "مع", "خلال", "ضد", "بشان", "حول", "بسبب", "ازاء", "حيال")
)
_ANY: Final = frozenset(("اي", "ايه", "بعض"))
_BY_PHONE: Final = frozenset(("هاتفيا", "بالهاتف", "تلفونيا", "تليفونيا"))
_TO_HIM_WITHIN: Final = 8
"""Words from a verb of writing, its subject's name among them, to إليه."""
_MANNER_REACH: Final = 8
_PARTICIPLES: Final = frozenset(("جالسا", "حاضرا", "كاتبا", "حادثا", "هاتفا", "قاعدا", "قادما", "واصلا", "وفدا"))
"""Participles and nouns that look like the dual of a verb."""
_NEAR_TOLD: Final = 14
"""Words after a verb of telling in which the telephone is how it was told; of giving, more often what was given."""
FEW_WORDS: Final = 25
"""Words of the next sentence that may say by which way a message went."""


class FrameReader(
    Senses, Encounters, Journeys, GivenAndTaken, Proximity, Gatherings, Directed, Recollections, Stays, Turns, Guests,
    Ordinals, Entries, Carried, ThoseThat,
):
    """Reads the tellings of one document."""

    def frames(self) -> list[Frame]:
        """All tellings in the order of the text, those that are no contact with their reason."""
        found: list[Frame] = []
        tokens = self.document.tokens
        for start, end, readings, clitics in self.document.relations:
            if start in self._mention_words or start in self._source_words or self._line_of.get(start) == "debris":
                continue
            if any(getattr(r.entry, "manner", False) for r in readings) and self._is_manner(start):
                continue
            after_preposition = start and self.document.gap(start) == " " and (
                tokens[start - 1] in _BEFORE_NOUNS
                or (tokens[start - 1] in _ANY and start - 1 not in self.document.entity_words)
                or (tokens[start - 1] == "من" and tokens[start].startswith("ت") and self._is_present(readings))
            )
            # في كلمة له is no verb.
            relations = [
                r
                for r in self._after_particle(start, readings)
                if not (r.kind == "verb" and (after_preposition or _is_noun(r, clitics)))
            ]
            frame = self._frame(start, end, relations, clitics)
            if frame is not None:
                self.part(frame)
                found.append(frame)
                if frame.mode == "exchange" and frame.why_not in {None, "no_service_party", "not_arranged"}:
                    self._exchange_told = True
                hosted = tokens[start].endswith(OBJECTS) and end in self._mention_words  # منتدى تستضيفه موسكو
                if frame.relation.kind == "verb" and frame.why_not == "no_traveller" and not hosted:
                    self._of_nobody_known = frame
                if frame.why_not in {"other_party", "other_place"}:
                    self._with_third_party = frame
                if frame.why_not is None and self._names_both(frame):
                    if status(self.document, frame)[0] in {"reported", "confirmed"}:
                        self._previous = frame
                    else:
                        self._put_off.update(m.start for found in frame.parties.values() for m in found)
        others = [*self._stays(), *self._sayings(), *self._gatherings()]
        others += self._directed([*found, *others])
        others += self._paired([*found, *others])
        others += self._ordinals([*found, *others])
        others += self._told_twice([*found, *others])
        others += self._repeated([*found, *others])
        others += self._entries([*found, *others])
        others += self._those_that([*found, *others])
        self._earlier_visits(found)
        for frame in others:
            self.part(frame)
        found += others
        self._hand_over(found)
        found += self._given_and_taken(found)
        self._carry(found)
        self._name_witnesses(found)
        self._recollect(found)
        self._name_guests(found)
        return sorted(found, key=lambda frame: frame.start)

    def _after_particle(self, start: int, readings: list[Relation]) -> list[Relation]:
        """وقد تسلمنا: of a word that is past or present, it is past after قد; جالسا is sitting, تبادل an exchange."""
        if any(r.kind == "noun" and r.entry.mode == "exchange" for r in readings):
            return [r for r in readings if not (r.kind == "verb" and r.entry.mode == "exchange")]
        if self.document.tokens[start] == "تناول":
            # اتصالا تناول الملف: dealt with, not handed.
            readings = [r for r in readings if str(getattr(r.entry, "past", "")) != "ناول"]
        if any(str(getattr(r.entry, "past", "")) == "تحدث" for r in readings):
            readings = [r for r in readings if str(getattr(r.entry, "past", "")) != "حدث"]
        if self.document.tokens[start] in _PARTICIPLES or self.document.tokens[start].removeprefix("و") in _PARTICIPLES:
            return [r for r in readings if r.kind != "verb"]
        if start and self.document.tokens[start - 1].lstrip("و") in {"قد", "لقد"}:
            past = [r for r in readings if r.form == "past"]
            return past or readings
        if self.document.tokens[start].lstrip("وف").startswith("ا"):
            # أبلغ is "he told" rather than "I reach".
            past = [r for r in readings if r.form == "past"]
            return [r for r in readings if r.kind != "verb" or r.form == "past"] if past else readings
        return readings

    @staticmethod
    def _is_present(readings: list[Relation]) -> bool:
        """حذر من تدخل روسيا: where the present of a verb looks like a noun; من تسلم الرسالة can be "who got it"."""
        return all(r.form == "present" for r in readings if r.kind == "verb")

    def _is_manner(self, start: int) -> bool:
        """بمقابلة بوتين وجها لوجه: of a contact told a few words before."""
        first, _ = self.document.sentences[self.document.sentence_of[start]]
        for at in range(start - 1, max(first, start - _MANNER_REACH) - 1, -1):
            if "," in self.document.gap(at + 1):
                return False
            if any(r.entry.mode in {"meeting", "talk"} for r in self.document.relation_words.get(at, ())):
                return True
        return False

    def _frame(self, start: int, end: int, relations: list[Relation], clitics: str) -> Frame | None:
        sentence = self.document.sentence_of[start]
        left, content, right = self._bounds(start, end)
        best: Frame | None = None
        read: list[Frame] = []
        for relation in relations:
            frame = Frame(
                start, end, relation, relation.entry.mode, sentence, left, right, line=self._line_of.get(start, "body")
            )
            told = frame.mode == "message" and relation.kind == "verb"
            talks = frame.mode == "talk" and not relation.entry.negotiates
            gives = bool(getattr(relation.entry, "content", ()))
            near = NEAR_CONTENT if gives else _NEAR_TOLD
            if (talks and self._has_cue(max(left, start - 4), min(right, end + 16), "phone")) or (
                told
                and self._speaks_of_telephone
                and self._is_by_phone(max(left, start - 2), min(right, self._past_names(end, near)), gives)
            ) or (getattr(relation.entry, "notice", False) and self._is_given_by_phone(end, right)):
                frame.mode = "call"
            elif told and self._is_face_to_face(end, right):
                frame.mode = "meeting"
            if getattr(relation.entry, "joins", False):
                frame.mode = self._joined_in(frame) or frame.mode
            self._fill(frame, content, clitics)
            if getattr(relation.entry, "contact", False) and not self._is_call(frame):
                frame.mode = "talk"
            read.append(frame)
        # قدمت الوكالة لموسكو معلومات: she gave, she did not come; but قدم إلى موسكو.
        came = self.document.tokens[end : end + 1] == ["الي"]
        gave = {_past(frame) for frame in read if frame.mode == "message" and frame.why_not is None} - {""}
        for frame in read:
            sent = came or getattr(frame.relation.entry, "sends", False)
            if frame.mode == "visit" and _past(frame) in gave and not sent:
                continue
            if best is None or _rank(frame) > _rank(best):
                best = frame
        if best is not None:
            self._fill_with_teller(best)
            self._fill_with_spared(best)
            self._fill_from_sentence(best)
        return best

    @cached_property
    def _speaks_of_telephone(self) -> bool:
        tokens = self.document.tokens
        return bool(self.document.cue_positions("phone")) or not _BY_PHONE.isdisjoint(tokens) or "الهاتف" in tokens

    def _is_by_phone(self, start: int, end: int, gives: bool) -> bool:
        """نقله هاتفيا; but سلم تسجيلا لمكالمة says what was given."""
        if not gives:
            return self._has_cue(start, end, "phone")
        tokens = self.document.tokens
        return any(tokens[at] in _BY_PHONE or tokens[at : at + 2] == ["عبر", "الهاتف"] for at in range(start, end))

    def _is_face_to_face(self, start: int, end: int) -> bool:
        """سلمه الرسالة وجها لوجه, up to the next comma."""
        clause = range(start, self.document.next_gap(",", start, end))
        return any(self.document.tokens[at : at + 2] == ["وجها", "لوجه"] for at in clause)

    def _is_given_by_phone(self, start: int, end: int) -> bool:
        """تنبيه برينان لرئيس الجهاز عبر الهاتف: the word for it stands right behind those who are named."""
        at = self._past_names(start, 1) - 1
        return at < end and "," not in self.document.gap(at) and self._is_by_phone(at, at + 1, gives=True)

    def _past_names(self, at: int, words: int) -> int:
        """The word so many words behind another, those of names not counted."""
        last = len(self.document.tokens)
        while words and at < last:
            words -= at not in self.document.entity_words
            at += 1
        return at

    def _before_names(self, at: int, words: int) -> int:
        """The word so many words before another in its sentence, those of names not counted."""
        first, _ = self.document.sentences[self.document.sentence_of[at]]
        while words and at > first:
            at -= 1
            words -= at not in self.document.entity_words
        return at

    def _fill(self, frame: Frame, content: int, clitics: str) -> None:
        entry = frame.relation.entry
        frame.why_not = self._other_sense(frame)
        if frame.why_not is None and self._is_of_outsider(frame):
            frame.why_not, frame.rule = "other_party", OUTSIDER
        if frame.why_not is not None:
            return
        after = list(self._mentions_between(frame.sentence, frame.end, frame.right))
        before = list(self._mentions_between(frame.sentence, content, frame.start))
        matrix = list(self._mentions_between(frame.sentence, frame.left, content))
        first, last = self.document.sentences[frame.sentence]
        frame.through_services = frame.mode in {"message", "exchange"} and self._has_cue(
            first, self._next_exchange(frame, last, last + FEW_WORDS), "service_channels"
        )
        if frame.mode == "exchange":
            self._fill_exchange(frame, clitics)
            return
        if isinstance(entry, records.Noun) and entry.notice and self._fill_notice(frame):
            return
        if isinstance(entry, records.Noun) and entry.gives:
            self._fill_tip(frame)
            self._let_third_one_thank(frame)
            return
        if (
            isinstance(entry, records.Verb)
            and "place" in entry.takes
            and not (entry.mode == "visit" and "object" in entry.takes)
        ):
            self._fill_journey(frame, before, after, matrix, entry)
            self._name_first_one(frame)
            self._take_companions(frame, after)
            return
        if isinstance(entry, records.Noun) and entry.mode == "visit" and not entry.object:
            # تأتي الزيارة بعد عام من حضور المدير إلى واشنطن: who came then is of that visit.
            after = [i for i in after if not is_of_contact_before(self.document, frame, self.mentions[i])]
            self._fill_journey(frame, before, after, matrix, None)
            self._take_companions(frame, after)
            return
        self._fill_sides(frame, before, after, matrix, clitics)
        if self._tells_of_contact(frame) and (len(frame.parties) < len(self.sides) or "other party" in frame.rule):
            frame.why_not = "no_relation"
        elif self._is_contact_told_of(frame):
            frame.parties, frame.continues = {}, True
        if frame.why_not is None and self._is_within_side(frame):
            frame.why_not, frame.rule = "no_relation", WITHIN
        self._address_letter(frame)
        if getattr(entry, "addressed", False) and frame.why_not is None and not self._is_addressed(frame):
            frame.why_not = "no_content"
        self._thank_for_services(frame)
        self._let_third_one_thank(frame)
        if frame.why_not is None and getattr(entry, "conveys", False):
            # بإيصال الرسالة إلى الكرملين: half a message, or one of leaders, is nothing by itself.
            parties = [mention for found in frame.parties.values() for mention in found]
            served = any(m.service or m.intelligence or self._held_service(m) for m in parties)
            frame.why_not = "one_side_only" if frame.continues else None if served else "diplomatic_only"

    def _thank_for_services(self, frame: Frame) -> None:
        """شكر بوتين ترامب على معلومات نقلت عبر القنوات الخاصة: leaders who thank did not give it, nor get it."""
        thanked = getattr(frame.relation.entry, "past", "") == "شكر" and frame.through_services and frame.weight == 1
        named = [mention for found in frame.parties.values() for mention in found]
        if thanked and not any(m.service or m.intelligence or self._held_service(m) for m in named):
            frame.parties = {side: [state(frame, side)] for side in frame.parties}

    def _let_third_one_thank(self, frame: Frame) -> None:
        """شكر رئيس الوزراء العراقي الوكالة على معلومات: he who gives thanks got them, not the other side."""
        first, _ = self.document.sentences[frame.sentence]
        if frame.why_not is not None or frame.mode != "message" or not self._has_cue(first, frame.end, "thanking"):
            return
        acting = next((i for i in self._by_sentence.get(frame.sentence, ()) if self.links.of(i) == "verb"), None)
        if acting is None or self.mentions[acting].start > frame.start:
            return
        thanked = self._mention_words.get(self.mentions[acting].end)
        if thanked is not None and self.mentions[thanked].kind == "foreign" and not self.mentions[thanked].weak:
            # شكر مدير الوكالة نظيره الأردني على معلومات: they are of him who gets thanks.
            frame.why_not = "other_party"
        if self.mentions[acting].kind != "foreign":
            return
        # كما شكر الجانب الروسي: it is he who does; but وشكر بوتين ترامب.
        own = sum(m.start >= frame.start for found in frame.parties.values() for m in found if not m.weak)
        if frame.relation.kind == "noun" or own < len(self.sides):
            frame.why_not = "other_party"

    def _address_letter(self, frame: Frame) -> None:
        """نبهت موسكو الأمريكيين في كتاب إلى مكتب التحقيقات: the service to which the letter went, for its state."""
        if frame.mode != "message":
            return
        for index in self._mentions_between(frame.sentence, frame.end, frame.right):
            mention = self.mentions[index]
            here = frame.parties.get(mention.side, ())
            at = mention.start - (2 if self.links.of(index) == "الي" else 1)
            letter = self.document.tokens[at].removeprefix("ب") if at >= frame.end else ""
            written = letter in self.knowledge.forms["written"] and self.links.of(index) in {"الي", "ل"}
            if written and mention.kind == "service" and here and all(m.kind == "state" for m in here):
                frame.parties[mention.side] = [mention]
                return

    def _is_addressed(self, frame: Frame) -> bool:
        """كتب الجهاز إلى المكتب: the party behind إلى is the one who got it, whoever else is named."""
        for index in self._mentions_between(frame.sentence, frame.end, frame.right):
            mention = self.mentions[index]
            to = self.links.of(index) == "الي" or (self.links.of(index) == "ل" and not mention.weak)
            if to and mention.side in self.sides:
                frame.parties[mention.side] = [mention]
                return True
        # كتب الجهاز إليه مرتين: to the one named before.
        behind = self.document.tokens[frame.end : min(frame.right, frame.end + _TO_HIM_WITHIN)]
        return len(frame.parties) == len(self.sides) and not TO_HIM.isdisjoint(behind)

    def _joined_in(self, frame: Frame) -> str | None:
        """What brought both together: مكالمة جمعته بنظيره is a call."""
        for at in (
            *range(frame.start - 1, max(frame.left, frame.start - 5) - 1, -1),
            *range(frame.end, min(frame.right, frame.end + 2)),
        ):
            for relation in self.document.relation_words.get(at, ()):
                if relation.kind == "noun" and relation.entry.mode in {"call", "talk", "meeting"}:
                    return str(relation.entry.mode)
        return None

    def _is_call(self, frame: Frame) -> bool:
        if self._has_cue(frame.start - 4, frame.end + 4, "phone") or self._has_cue(
            self._before_names(frame.start, 4), frame.start, "light"
        ):
            return True
        return any(
            index in self._by_sentence.get(frame.sentence, ()) and self.links.of(index) == "ب"
            for index, mention in enumerate(self.mentions)
            if frame.end <= mention.start <= frame.end + 12
        )


def _is_noun(relation: Relation, clitics: str) -> bool:
    """Whether a reading as verb is ruled out by a preposition written with the word: للتواصل, بلقاء."""
    return bool(set("بك") & set(clitics)) or ("ل" in clitics and getattr(relation, "form", "") == "past")


def _past(frame: Frame) -> str:
    return str(getattr(frame.relation.entry, "past", ""))


def _rank(frame: Frame) -> tuple[int, int]:
    """A reading with both sides goes before one that only continues, that before one that is none."""
    if frame.why_not in UNARRANGED:
        return 1, 0
    return (0 if frame.why_not else 2 if frame.continues else 3, len(frame.parties))
