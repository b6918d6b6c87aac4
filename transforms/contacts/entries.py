"""Entries of a list of contacts, which tell each without a verb: 14/11/2022 – أنقرة: بيرنز وناريشكين."""

from __future__ import annotations

from typing import Final

from transforms.contacts import records
from transforms.contacts.mention import Mention
from transforms.contacts.scene import NO_PARTY, STRONG, Frame, Scene
from transforms.contacts.wordlists import Relation

_MET: Final = records.Noun(mode="meeting", noun="لقاء")
_SPOKE: Final = records.Noun(mode="call", noun="مكالمة")
_BY_PHONE: Final = frozenset(("هاتفيا", "بالهاتف", "تلفونيا", "تليفونيا", "مكالمه", "اتصال"))
_THE_SAME: Final = frozenset(("الرجلان", "الاثنان", "المديران", "الطرفان"))
_SAME_AS: Final = frozenset(("ذاتهما", "نفسهما", "مره", "ثانيه", "مجددا", "ايضا", "عينهما"))
_AS_GUEST: Final = frozenset(("حاملا", "ضيفا", "زايرا", "موفدا", "مبعوثا", "محذرا", "ناقلا"))
_HEAD: Final = 6
"""Words of an entry from its first to the colon behind its day and place."""
_APART: Final = frozenset(("-", ":", "|", ","))


class Entries(Scene):
    """Finds the contacts that the entries of such a list tell."""

    def _entries(self, found: list[Frame]) -> list[Frame]:
        """A telling for each entry of which no other rule found one; the two men are those of the entry before."""
        told = {frame.sentence for frame in found if frame.why_not is None and len(frame.parties) > 1}
        before: dict[str, list[Mention]] = {}
        frames: list[Frame] = []
        for sentence, (first, last) in enumerate(self.document.sentences):
            colon = self._end_of_head(first, last)
            if colon is None:
                continue
            frame = self._entry(sentence, first, colon, before)
            if frame is None:
                continue
            if len(frame.parties) > 1 and all(any(not m.weak for m in named) for named in frame.parties.values()):
                before = frame.parties
            if sentence not in told:
                frames.append(frame)
        # One line may be a dateline.
        return frames if len(frames) > 1 or any(self._end_of_head(*self.document.sentences[s]) for s in told) else []

    def _end_of_head(self, first: int, last: int) -> int | None:
        """The word behind the colon of a sentence that opens with a day, and a place or the telephone behind it."""
        if first not in self._dated or self._line_of.get(first) == "debris":
            return None
        behind = next((at for at in range(first, min(last, first + _HEAD)) if at not in self._dated), last)
        if _APART.isdisjoint(self.document.gap(behind)) or behind >= last:
            return None
        head = range(behind + 1, min(last, first + _HEAD + 1))
        return next((at for at in head if ":" in self.document.gap(at)), None)

    def _entry(self, sentence: int, first: int, colon: int, before: dict[str, list[Mention]]) -> Frame | None:
        tokens = self.document.tokens
        _, last = self.document.sentences[sentence]
        here = self._by_sentence.get(sentence, ())
        head = [i for i in here if self.mentions[i].start < colon]
        place = next((self.mentions[i] for i in head if self._is_entry_place(i)), None)
        phone = next((at for at in range(first, colon) if tokens[at] in _BY_PHONE), None)
        if (place is None) == (phone is None):
            return None
        told = _MET if phone is None else _SPOKE
        frame = Frame(colon, colon + 1, Relation("noun", told, "singular"), told.mode, sentence, first, last)
        frame.line, frame.rule, frame.weight = "body", "entry of a list of contacts", 0.7
        frame.place = place
        named = [i for i in here if self.mentions[i].start >= colon and self._is_served_man(i)]
        if tokens[colon] in _THE_SAME and before and not _SAME_AS.isdisjoint(tokens[colon + 1 : colon + 3]):
            frame.parties = {side: list(mentions) for side, mentions in before.items()}
            return frame
        if not named or self.mentions[named[0]].start != colon:
            return None
        self._take(frame, [named[0], *(i for i in named[1:2] if self._is_met_by(named[0], i))])
        if len(frame.parties) > 1:
            return frame
        guest = self.mentions[named[0]]
        if place is None or place.side != self.knowledge.other_side(guest.side):
            return None
        if _AS_GUEST.isdisjoint(tokens[guest.end : guest.end + 5]):
            return None
        frame.mode, frame.parties[place.side] = "visit", [*self._named_hosts(named[1:], place.side), place]
        return frame

    def _named_hosts(self, named: list[int], side: str) -> list[Mention]:
        """ضيفا على بومبيو: who of the hosts is named behind the guest."""
        return [self.mentions[i] for i in named if self.mentions[i].side == side][:1]

    def _is_entry_place(self, index: int) -> bool:
        mention = self.mentions[index]
        return mention.kind in {"place", "state", "foreign"} and bool(mention.place or mention.weak)

    def _is_served_man(self, index: int) -> bool:
        mention = self.mentions[index]
        served = bool(mention.service or mention.intelligence or self._held_service(mention))
        return served and mention.kind in STRONG and mention.side in self.sides and not mention.former

    def _is_met_by(self, one: int, other: int) -> bool:
        """بيرنز وناريشكين, راتكليف مع بورتنيكوف: right behind the first, of the other side."""
        first, second = self.mentions[one], self.mentions[other]
        joined = second.clitics.startswith("و") or self.links.of(other) in {"مع", "ب"}
        near = second.start - first.end <= 1 and self.links.of(other) not in NO_PARTY
        return joined and near and first.side != second.side
