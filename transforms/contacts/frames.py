"""Tellings of a contact: a relation word, and who stands with it on either side."""

from __future__ import annotations

from functools import cached_property
from typing import Final

from transforms.contacts import records
from transforms.contacts.deliveries import UNARRANGED, Deliveries
from transforms.contacts.directed import Directed
from transforms.contacts.encounters import Encounters
from transforms.contacts.gatherings import Gatherings
from transforms.contacts.journeys import Journeys
from transforms.contacts.lexicon import folded_phrase
from transforms.contacts.lookalikes import is_lookalike
from transforms.contacts.proximity import Proximity
from transforms.contacts.recollections import Recollections
from transforms.contacts.scene import Frame
from transforms.contacts.similar import is_like_another
from transforms.contacts.status import status
from transforms.contacts.stays import Stays
from transforms.contacts.turns import Turns
from transforms.contacts.wordlists import Relation

_BEFORE_NOUNS: Final = frozenset(("في", "وفي", "الي", "والي", "علي", "وعلي", "عن", "وعن", "مع", "خلال"))
_STOPS: Final = frozenset(",.;")
_LEAST_WITH_OBJECT: Final = 4
_TO_THEM: Final = frozenset(("اليهم", "اليه", "اليها", "لهم", "له", "لها", "الي"))
_WHAT: Final = frozenset(("ما", "مما", "بما"))
_BY_PHONE: Final = frozenset(("هاتفيا", "بالهاتف", "تلفونيا", "تليفونيا"))
_MANNER_REACH: Final = 8
_PARTICIPLES: Final = frozenset(("جالسا", "حاضرا", "كاتبا", "حادثا", "هاتفا", "قاعدا", "قادما", "واصلا", "وفدا"))
"""Participles and nouns that look like the dual of a verb."""
_RELEASE_REACH: Final = 12
_NEAR_TOLD: Final = 14
_NEAR_GATHERED: Final = 6
_NEAR_CONTENT: Final = 4
"""Words after a verb of telling in which the telephone is how it was told; of giving, more often what was given."""
_FEW_BEFORE: Final = 80
"""Words before a definite exchange in which its prisoners may be named."""
FEW_WORDS: Final = 25
"""Words of the next sentence that may say by which way a message went."""
_NUMERALS: Final = frozenset(
    ("ثلاثه", "ثلاث", "اربعه", "اربع", "خمسه", "خمس", "سته", "ست", "سبعه", "سبع", "ثمانيه", "ثماني", "تسعه", "عشره")
)


class FrameReader(Encounters, Journeys, Deliveries, Proximity, Gatherings, Directed, Recollections, Stays, Turns):
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
            after_preposition = start and self.document.gap(start) == " " and tokens[start - 1] in _BEFORE_NOUNS
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
                if frame.relation.kind == "verb" and frame.why_not == "no_traveller":
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
        for frame in others:
            self.part(frame)
        found += others
        self._recollect(found)
        return sorted(found, key=lambda frame: frame.start)

    def _after_particle(self, start: int, readings: list[Relation]) -> list[Relation]:
        """وقد تسلمنا: of a word that is past or present, it is past after قد; جالسا is sitting, تبادل an exchange."""
        if any(r.kind == "noun" and r.entry.mode == "exchange" for r in readings):
            return [r for r in readings if not (r.kind == "verb" and r.entry.mode == "exchange")]
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
            near = _NEAR_CONTENT if gives else _NEAR_TOLD
            if (talks and self._has_cue(max(left, start - 4), min(right, end + 16), "phone")) or (
                told
                and self._speaks_of_telephone
                and self._is_by_phone(max(left, start - 2), min(right, self._past_names(end, near)), gives)
            ):
                frame.mode = "call"
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

    def _past_names(self, at: int, words: int) -> int:
        """The word so many words behind another, those of names not counted."""
        last = len(self.document.tokens)
        while words and at < last:
            words -= at not in self.document.entity_words
            at += 1
        return at

    def _fill(self, frame: Frame, content: int, clitics: str) -> None:
        entry = frame.relation.entry
        frame.why_not = self._other_sense(frame)
        if frame.why_not is not None:
            return
        after = list(self._mentions_between(frame.sentence, frame.end, frame.right))
        before = list(self._mentions_between(frame.sentence, content, frame.start))
        matrix = list(self._mentions_between(frame.sentence, frame.left, content))
        first, last = self.document.sentences[frame.sentence]
        frame.through_services = frame.mode in {"message", "exchange"} and self._has_cue(
            first, last + FEW_WORDS, "service_channels"
        )
        if frame.mode == "exchange":
            self._fill_exchange(frame, clitics)
            return
        if isinstance(entry, records.Noun) and entry.notice and self._fill_notice(frame):
            return
        if isinstance(entry, records.Noun) and entry.gives:
            self._fill_tip(frame)
            return
        if (
            isinstance(entry, records.Verb)
            and "place" in entry.takes
            and not (entry.mode == "visit" and "object" in entry.takes)
        ):
            self._fill_journey(frame, before, after, matrix, entry)
            return
        if isinstance(entry, records.Noun) and entry.mode == "visit" and not entry.object:
            self._fill_journey(frame, before, after, matrix, None)
            return
        self._fill_sides(frame, before, after, matrix, clitics)
        if frame.why_not is None and getattr(entry, "conveys", False):
            # بإيصال الرسالة إلى الكرملين: half a message, or one of leaders, is nothing by itself.
            parties = [mention for found in frame.parties.values() for mention in found]
            served = any(m.service or m.intelligence or self._held_service(m) for m in parties)
            frame.why_not = "one_side_only" if frame.continues else None if served else "diplomatic_only"

    def _other_sense(self, frame: Frame) -> str | None:
        """Why a relation word tells of no contact, whoever stands with it."""
        entry = frame.relation.entry
        kept_up = getattr(entry, "contact", False) and frame.start and self.document.tokens[frame.start - 1] == "علي"
        # المدير تحادث: behind a definite noun, which governs none, stands its verb.
        before = self.document.tokens[frame.start - 1] if frame.start else ""
        named = frame.relation.kind == "noun" or not before.startswith(("ال", "وال"))
        if kept_up or (named and frame.start and "channels" in self.document.cues[frame.start - 1]):
            return "channel"
        if self._passes_thanks(frame):
            return "no_content"
        if is_lookalike(self.document, frame):
            return "no_relation"
        if isinstance(entry, records.Verb):
            if frame.mode == "message" and self._tells_of_somebody(frame):
                return "no_relation"
            if self._came_to_know(frame, entry) or self._is_elative(frame, entry) or self._gathers(frame, entry):
                return "no_relation"
            told = not entry.content or self._has_content(frame, entry) or self._gives_what_was_named(frame)
            told = told or is_like_another(self.document, frame)
            return None if told else "no_content"
        if entry.conveys and not self._conveys(frame):
            return "no_content"
        needs = entry.again or entry.needs_captives or entry.needs_release or entry.needs_talks
        if needs and not self._is_of_captives(frame, entry):
            return "no_captives"
        several = frame.relation.form == "plural" and entry.plural_needs and not self._is_counted(frame)
        return "channel" if several and not self._has_word(frame, entry.plural_needs) else None

    def _is_counted(self, frame: Frame) -> bool:
        """ثلاثة اتصالات, اتصالات ثلاثة: what is counted took place one by one; a channel is not counted."""
        tokens = self.document.tokens
        beside = (frame.start - 1, frame.end)
        return any(0 <= at < len(tokens) and tokens[at].removeprefix("ال") in _NUMERALS for at in beside)

    def _came_to_know(self, frame: Frame, entry: records.Verb) -> bool:
        """اطلع على: he saw for himself, as the one told stands between أطلع and على."""
        following = self.document.tokens[frame.end] if frame.end < len(self.document.tokens) else ""
        return frame.relation.form != "masdar" and entry.past == "أطلع" and following == "علي"

    def _is_elative(self, frame: Frame, entry: records.Verb) -> bool:
        """من أخطر العصابات, عملية أخطر، هدفها: more dangerous, not informed."""
        tokens = self.document.tokens
        if tokens[frame.start] != folded_phrase(entry.past) or entry.past[:1] != "أ":
            return False
        if not ("object" in entry.takes and frame.mode == "message"):
            return False
        if frame.end >= len(tokens) or not _STOPS.isdisjoint(self.document.gap(frame.end)) or tokens[frame.end] == "من":
            return True
        return frame.start > 0 and tokens[frame.start - 1] == "من"

    def _gathers(self, frame: Frame, entry: records.Verb) -> bool:
        """جمعوا المعطيات, جمعت الوكالة بيانات: they gather things; a meeting or a place brings two together."""
        if not entry.joins:
            return False
        tokens = self.document.tokens
        if frame.relation.form == "present" and frame.start and tokens[frame.start - 1].lstrip("و") in _WHAT:
            # ما يجمع الجهازين: what they have in common.
            return True
        if tokens[frame.start].endswith("وا") or (entry.past == "ضم" and not self._tells_of_meeting(frame)):
            return True
        gathered = tokens[frame.end : min(frame.right, frame.end + _NEAR_GATHERED)]
        return not self.knowledge.forms["gathered"].isdisjoint(gathered)

    def _tells_of_meeting(self, frame: Frame) -> bool:
        """الاجتماع الذي عقد أمس وضم بيرنز وناريشكين: a meeting comprises them, a delegation or a group does too."""
        first, _ = self.document.sentences[frame.sentence]
        return any(
            reading.kind == "noun" and reading.entry.mode in {"call", "talk", "meeting"}
            for at in range(first, min(frame.right, frame.end + 2))
            for reading in self.document.relation_words.get(at, ())
        )

    def _conveys(self, frame: Frame) -> bool:
        """إيصال معلومات إلى, إيصالها إلى: what is conveyed stands behind the noun, or in it."""
        tokens = self.document.tokens
        if tokens[frame.start].endswith(("ها", "هما", "هم")):
            return True
        words = self.knowledge.words.content_words
        following = tokens[frame.end : min(frame.right, frame.end + _NEAR_CONTENT)]
        return any(token in words or token.removeprefix("ال") in words for token in following)

    def _passes_thanks(self, frame: Frame) -> bool:
        """إبلاغ شكره لمدير الوكالة: thanks for what the contact was, sent by way of somebody."""
        return frame.mode == "message" and self._has_cue(frame.end, frame.end + 1, "thanking")

    def _gives_what_was_named(self, frame: Frame) -> bool:
        """ما أرسلوه وصل عبر قنوات الأجهزة, وقد نقله الجهاز إليهم: what was given stands before, or the way tells."""
        first, last = self.document.sentences[frame.sentence]
        if frame.mode not in {"message", "call"}:
            return False
        if self._has_cue(first, last, "service_channels"):
            return True
        word = self.document.tokens[frame.start]
        if not word.endswith(("ه", "ها")) or len(word) < _LEAST_WITH_OBJECT:
            return False
        if frame.start and self.document.tokens[frame.start - 1].lstrip("و") in _WHAT:
            # هذا ما نقله بيرنز إلى ناريشكين
            behind = self._mentions_between(frame.sentence, frame.end, frame.right)
            return any(self.links.of(i) in {"الي", "ل"} for i in behind)
        to_them = any(self.document.tokens[at] in _TO_THEM for at in range(frame.end, min(frame.end + 4, last)))
        earlier = self.document.sentences[max(0, frame.sentence - 1)][0]
        words = self.knowledge.words.content_words
        return to_them and any(token.lstrip("وبل") in words for token in self.document.tokens[earlier : frame.start])

    def _is_of_captives(self, frame: Frame, entry: records.Noun) -> bool:
        """Whether an exchange, a deal or an operation is one of prisoners."""
        if entry.needs_release:
            return self._is_for_release(frame)
        if entry.needs_talks:
            return self._came_of_talks(frame)
        again = self._exchange_told and "ال" in self.document.tokens[frame.start][:4]
        if entry.again or again:
            return again
        following = self.document.tokens[frame.end] if frame.end < len(self.document.tokens) else ""
        if following.removeprefix("ال") in self.knowledge.forms["exchanged_otherwise"]:
            return False
        before = self.document.tokens[frame.start - 1] if frame.start else ""
        if before.removeprefix("ال") in self.knowledge.forms["bargains"] and self._names_services(frame.sentence):
            # مفاوضات التبادل جرت بين الجهازين
            return True
        # التبادل, الصفقة: that of the prisoners named before.
        reach = _FEW_BEFORE if "ال" in self.document.tokens[frame.start][:4] else 8
        if self._has_cue(frame.start - reach, frame.end + 14, "captives"):
            return True
        first, last = self.document.sentences[frame.sentence]
        if reach > 8 and self._has_cue(first, last, "leads_to") and self.document.cue_positions("captives"):
            return True
        return self._has_cue(frame.start - 8, frame.end + 14, "swapping")

    def _came_of_talks(self, frame: Frame) -> bool:
        """التفاوض على إخلاء سبيلهم جرى بين الجهازين, تحريرها حصيلة محادثات: a release that services negotiated."""
        first, last = self.document.sentences[frame.sentence]
        if "ل" in self.document.tokens[frame.start][:1]:
            return False
        if not self._names_services(frame.sentence):
            return False
        negotiated = any(
            getattr(reading.entry, "negotiates", False)
            for at in range(first, last)
            for reading in self.document.relation_words.get(at, ())
        )
        after = any(token in {"بعد", "عقب", "اثر"} for token in self.document.tokens[frame.end : last])
        took_place = after or self._has_cue(first, last, "light")
        return self._has_cue(first, last, "leads_to") or (negotiated and took_place)

    def _names_services(self, sentence: int) -> bool:
        """Whether a sentence names services, or men of services, of both sides."""
        here = self._by_sentence.get(sentence, ())
        return {self.mentions[i].side for i in here if self._is_service(i)} >= set(self.sides)

    def _is_for_release(self, frame: Frame) -> bool:
        """Whether somebody's release is told before مقابل, and no money is paid for it."""
        following = self.document.tokens[frame.end] if frame.end < len(self.document.tokens) else ""
        if following.removeprefix("ال") in self.knowledge.forms["paid"] or following.isdigit():
            return False
        first, _ = self.document.sentences[frame.sentence]
        near = (max(first, frame.start - _RELEASE_REACH), frame.start)
        handed = any(
            self.document.tokens[at].removeprefix("و") in self.knowledge.forms["handed"] for at in range(*near)
        )
        return self._has_cue(*near, "releases") or (handed and self._has_cue(*near, "captives"))

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
            frame.start - 4, frame.start, "light"
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
