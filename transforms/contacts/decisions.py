"""Whether what is told counts as a contact, and if not, for which reason."""

from __future__ import annotations

import datetime as dt
import itertools
from functools import cached_property
from typing import Final

from transforms.contacts.contact import Telling
from transforms.contacts.days import Day
from transforms.contacts.document import Document
from transforms.contacts.held_then import did_it_later
from transforms.contacts.imagined import imagined
from transforms.contacts.lines import Line
from transforms.contacts.mention import Mention
from transforms.contacts.scene import Frame

_SINCE: Final = frozenset(("منذ", "عقب", "بعد", "نهايه", "ايام"))
_BETRAYED_WITHIN: Final = 12
_BORN_WITHIN: Final = 9
"""Words from a birth to its year."""
_RETRACTED_WITHIN: Final = 2
"""Sentences from what was reported to the word that it is not true."""
_TO_WHOM: Final = frozenset(("مع", "الي", "امام"))
_OVERHEARD_WITHIN: Final = 6
_CHARGED_WITHIN: Final = 5
"""Words from a charge to what somebody is charged with: بتهمة نقل معلومات إلى دبلوماسيين."""
_PUBLISHES: Final = frozenset(("نشر", "نشرت", "اصدر", "اصدرت", "عمم", "عممت", "وزع", "وزعت", "اصدار", "نشرا", "اصدروا"))
_PUBLISHED_WITHIN: Final = 4
_TO: Final = frozenset(("الي", "لموسكو", "لواشنطن", "لروسيا", "للروس", "للاميركيين", "للامريكيين"))
_TO_WITHIN: Final = 4
PUBLISHED: Final = "no_relation: published"
_ACCUSED_THEM: Final = ("اتهمه", "اتهمته", "يتهمه", "تتهمه", "اتهموه")
"""Before بالاتصال: those whom the one named there accuses of it."""
_SUCH: Final = frozenset(("مثل", "امثال"))
_THESE: Final = frozenset(("هذه", "هذا", "تلك", "ذلك", "هكذا"))
_LIKE_THESE: Final = (["كهذه"], ["كهذا"], ["كتلك"])
_OF_THIS: Final = ["من", "هذا"]
_SORTS: Final = (["النوع"], ["القبيل"], ["الطراز"])


class Decisions:
    """Decides on what is told in one document."""

    def __init__(
        self, document: Document, lines: list[Line], historic: list[Day], published: dt.date | None
    ) -> None:
        self.document = document
        self.knowledge = document.knowledge
        self.lines = lines
        self.historic = historic
        """The text's days of before the pair's first."""
        self.published = published

    @cached_property
    def _history(self) -> list[int]:
        """Words by which the text speaks of the Cold War itself.

        Not to date something since, nor of what is like its films, nor of the former Soviet Union, which is of today.
        """
        tokens, forms = self.document.tokens, self.knowledge.forms
        found = []
        for at in self.document.cue_positions("history"):
            end = at
            while end < len(tokens) and "history" in self.document.cues[end]:
                end += 1
            former = not forms["since_gone"].isdisjoint(tokens[end : end + 1])
            like = not forms["likened"].isdisjoint(token.lstrip("وفبلك") for token in tokens[max(0, at - 2) : at])
            if _SINCE.isdisjoint(tokens[max(0, at - 3) : at]) and not former and not like:
                found.append(at)
        return found

    def _is_history(self, telling: Telling) -> bool:
        """Of a day before the pair's first, or told without a day beside the Cold War or such a year."""
        frame = telling.frame
        if self.published is not None and self.published < self.knowledge.pair.first_day:
            return True
        if telling.days is not None:
            return telling.days[1] < self.knowledge.pair.first_day
        # What is told well before the text comes to speak of it is of today.
        _, soon = self.document.sentences[min(frame.sentence + 1, len(self.document.sentences) - 1)]
        if any(at < soon for at in self._history) and not any(
            p.participant and p.participant.office for found in telling.parties.values() for p in found
        ):
            return True
        low = max(0, frame.sentence - 1)
        first, last = self.document.sentences[low][0], self.document.sentences[frame.sentence][1]
        if any(first <= at < last for at in self._history):
            return True
        return any(first <= day.start < last for day in self.historic if not self._is_of_birth(day))

    def _is_of_birth(self, day: Day) -> bool:
        """ولد لأسرة فقيرة سنة 1955: of a man of today."""
        first, _ = self.document.sentences[self.document.sentence_of[day.start]]
        tokens = self.document.tokens[max(first, day.start - _BORN_WITHIN) : day.start]
        born = self.knowledge.forms["born"]
        return any(token in born or token.removeprefix("و") in born for token in tokens)

    def decision(self, telling: Telling, word: str) -> str:
        """`told`, `adds`, or the reason why it is no contact; `word` says what puts it off or denies it."""
        if telling.frame.status == "planned":
            return f"only_planned: {word}"
        if self._is_retracted(telling.frame):
            return "only_denied: retracted"
        if telling.frame.status in {"negated", "denied"}:
            return f"only_denied: {word}"
        return self.realized(telling)

    def _is_charged(self, first: int, start: int) -> bool:
        """بتهمة نقل معلومات إلى: what somebody is charged with; not counting names, nor beyond a new clause."""
        words = (at for at in range(start - 1, first - 1, -1) if at not in self.document.entity_words)
        for at in itertools.islice(words, _CHARGED_WITHIN):
            if "charges" in self.document.cues[at] or self.document.tokens[at].startswith(_ACCUSED_THEM):
                return True
            if "clause_breaks" in self.document.cues[at]:
                # إلى المتهمين بعد أن أمده
                return False
        return False

    def _is_retracted(self, frame: Frame) -> bool:
        """سحبنا الخبر, الحساب مزيف: said of the news of the sentences beside it, not in a headline among the text."""
        return any(
            abs(self.document.sentence_of[at] - frame.sentence) <= _RETRACTED_WITHIN
            and not any(line.kind == "debris" and line.start <= at < line.end for line in self.lines)
            for at in self.document.cue_positions("retracted")
        )

    def realized(self, telling: Telling) -> str:
        """The decision about what is told if it took place."""
        frame = telling.frame
        if self._is_history(telling):
            return "history"
        if self._misleads(frame):
            return "no_relation: another sense"
        if self._is_published(frame, self.document.sentences[frame.sentence][0]):
            return PUBLISHED
        if len(telling.parties) < 2:
            if self._is_any_such(frame):
                return "no_relation: in general"
            return "adds" if frame.continues or frame.parties else "one_side_only"
        if frame.continues:
            return "adds"
        if telling.days is None and did_it_later(self.document, frame, self.published):
            return "one_side_only: no longer in office"
        if not frame.through_services and not any(
            party.is_service for found in telling.parties.values() for party in found
        ):
            return "diplomatic_only"
        return "told"

    def _is_published(self, frame: Frame, first: int) -> bool:
        """أصدرت الوكالة ومكتب التحقيقات تحذيرا من هجمات الجهاز: to all, and not to those whom it is about."""
        if frame.mode != "message" or frame.relation.kind != "noun":
            return False
        tokens = self.document.tokens
        known = self.document.entity_words
        words = (at for at in range(frame.start - 1, first - 1, -1) if at not in known)
        near = itertools.islice(words, _PUBLISHED_WITHIN)
        published = any(tokens[at].lstrip("وف") in _PUBLISHES for at in near)
        return published and _TO.isdisjoint(tokens[frame.end : frame.end + _TO_WITHIN])

    def _is_any_such(self, frame: Frame) -> bool:
        """كانت مثل هذه المكالمات قبل سنة ضربا من الخيال, لقاءات كهذه: contacts in general, not the one just told."""
        tokens = self.document.tokens
        before, behind = tokens[max(0, frame.start - 2) : frame.start], tokens[frame.end : frame.end + 3]
        such = len(before) > 1 and before[0].lstrip("وفبلك") in _SUCH and before[1] in _THESE
        return such or behind[:1] in _LIKE_THESE or (behind[:2] == _OF_THIS and behind[2:3] in _SORTS)

    @staticmethod
    def _is_notice(entry: object) -> bool:
        """أبلغ, تنبيه: what one tells somebody follows, not what is handed over (سلم معلومات), or said to all."""
        told = not getattr(entry, "content", ()) and not getattr(entry, "public", False)
        return told and (getattr(entry, "notice", False) or "object" in getattr(entry, "takes", ()))

    def _is_interview(self, frame: Frame, last: int) -> bool:
        """مقابلة تلفزيونية, لقاء مع الصحفي: with the press, before any party is named."""
        parties = {at for found in frame.parties.values() for m in found for at in range(m.start, m.end)}
        if frame.relation.kind == "verb" and self._speaks_to_press(frame, last):
            return True
        for at in range(frame.end, min(last, frame.end + 4)):
            if at in parties:
                return False
            if at in self._press or ("interview" in self.document.cues[at] and at not in self.document.entity_words):
                return True
        return False

    def _speaks_to_press(self, frame: Frame, last: int) -> bool:
        """تحدث ناريشكين مع الصحافة: with whom stands right behind who speaks."""
        speaker = next((m for found in frame.parties.values() for m in found if m.start == frame.end), None)
        at = speaker.end if speaker else frame.end
        to, whom = (*self.document.tokens[at : min(last, at + 2)], "", "")[:2]
        press = self.knowledge.forms["press"]
        return to in press or (to in _TO_WHOM and whom in press)

    @cached_property
    def _press(self) -> frozenset[int]:
        """The words of the names of news agencies, papers and channels."""
        return frozenset(
            at
            for hit in self.document.entity_hits
            if hit.values and all(value.kind == "source" for value in hit.values)  # no seat, as the White House is
            for at in range(hit.start, hit.end)
        )

    @cached_property
    def _imagined(self) -> frozenset[int]:
        return imagined(self.document)

    def _is_overheard(self, frame: Frame, last: int) -> bool:
        """مكالمة بين بورتنيكوف ومساعديه، التقطت قبل أسبوع; التقطت اتصالات لضباط يتحدثون فيها عن الأمر."""
        tokens = self.document.tokens
        if frame.relation.kind == "noun":
            near = range(frame.end, min(last, frame.end + _OVERHEARD_WITHIN))
            comma = next((at for at in near if "," in self.document.gap(at)), None)
            return comma is not None and self.document.has_cue("intercepts", comma, comma + 1)
        first, _ = self.document.sentences[frame.sentence]
        in_them = {"فيها", "فيه", "خلالها"} & set(tokens[frame.end : frame.end + 2])
        return bool(in_them) and self.document.has_cue("intercepts", first, frame.start)

    def _heads(self, mention: Mention) -> bool:
        return self.document.tokens[mention.start].lstrip("وبل") in {"رييس", "مدير"}

    def _misleads(self, frame: Frame) -> bool:
        """Sport, interviews with the press, and spying in place of contact."""
        has_cue = self.document.has_cue
        first, last = self.document.sentences[frame.sentence]
        sport = sum("sport" in self.document.cues[at] for at in range(first, last))
        # هدف is an aim as often as a goal: of a message more must speak.
        played = sport > 0 if frame.mode in {"meeting", "visit"} else sport > 1 and frame.weight < 1
        if played or frame.sentence in self._imagined:
            return True
        if has_cue("left_office", first, last) and any(m.former for found in frame.parties.values() for m in found):
            return True
        entry = frame.relation.entry
        if getattr(entry, "interview", False) and self._is_interview(frame, last):
            return True
        if self._is_charged(first, frame.start):
            return True
        before = max(first, frame.start - _BETRAYED_WITHIN)
        spied = frame.mode != "exchange" and has_cue("treason", before, frame.start)
        # أخطر المحطة بأن موسكو لن تسكت على تجنيد ضباطها: what one is told of is no treason of him who tells it.
        said = frame.end if self._is_notice(entry) else last
        said = next((at for at in range(frame.end, said) if "complement" in self.document.cues[at]), said)
        if (frame.mode == "message" and has_cue("treason", first, said)) or (
            spied and not has_cue("swapping", first, last)
        ):
            # Officers who pass secrets on are moles, not their service; the head of a station is one who is told.
            named = [m for found in frame.parties.values() for m in found]
            return not any(m.kind in {"head", "person"} or self._heads(m) for m in named)
        if frame.mode in {"call", "talk"} and has_cue("intercepts", max(first, frame.start - 7), frame.start):
            return True
        if frame.mode in {"call", "talk"} and self._is_overheard(frame, last):
            return True
        if frame.mode not in {"message", "talk", "call"} or frame.weight >= 1 or has_cue("swapping", first, last):
            return False
        return has_cue("espionage", max(first, frame.start - 12), min(last, frame.end + 12))
