"""Who they were: officials met in one sentence whom one behind it names (القادمون من موسكو كانوا, وضم الوفد).

And the service with which guests work where they went.
"""

from __future__ import annotations

import bisect
from typing import Final

from transforms.contacts.absent import was_not_there
from transforms.contacts.mention import Mention
from transforms.contacts.scene import NO_PARTY, Frame, Scene

_GUESTS: Final = frozenset(
    ("القادمين", "القادمون", "الزايرين", "الزايرون", "الزوار", "الضيوف", "الحاضرين", "الحاضرون", "المشاركين",
     "المشاركون", "المجتمعين", "المسوولين", "المسوولون", "الوفد", "الجانب", "الطرف", "الفريق")
)  # fmt: skip
_HEADED: Final = frozenset(("راس", "يراس", "تراس", "يتراس", "قاد", "يقود", "يتقدم", "تقدم"))
"""Before a delegation, or the side that sent it: على رأس الجانب الروسي."""
_HEADED_BY: Final = frozenset(("برياسه", "بقياده", "يراسه", "يقوده", "يتراسه", "يتقدمه"))
_DELEGATIONS: Final = frozenset(("وفد", "وفدا", "ممثلين", "مفاوضين", "فريق", "فريقا", "مسوولين"))
"""Before the adjective of a side: some of its people, not the state."""
_WERE: Final = frozenset(("كانوا", "هم", "ضم", "شمل", "ضموا", "بينهم", "ومنهم", "وبينهم", "ضمنهم"))
_COMPRISE: Final = frozenset(("ضم", "شمل", "بين", "ضمن", "يضم"))
_WITHIN: Final = 6
"""Sentences from who was met to who they were."""
_HEAD_WITHIN: Final = 2
"""Sentences from talks with a delegation to who headed it."""
_MENTIONS_BEHIND: Final = 24
"""Mentions behind the talks that are looked through for it."""
_BEHIND: Final = 4
"""Words from the guests to the word that says who they were, and from there to the first of them."""
_NEXT: Final = 5
"""Words from one of them to the next."""
_WORK: Final = ("يعمل", "تعمل", "عمل", "العمل", "يتعاون", "تعاون", "التعاون", "ينسق", "التنسيق", "تنسيق")
_WORK_WITHIN: Final = 5
"""Words from the word of working together to with whom."""
_WILL_BE: Final = frozenset(("يكون", "سيكون", "ليكون"))
_UNNAMED: Final = frozenset(("official", "generic"))


class Guests(Scene):
    """Names the officials of contacts already found."""

    def _name_guests(self, found: list[Frame]) -> None:
        """Gives frames with unnamed officials of a side those whom a sentence behind names as them."""
        self._name_heads(found)
        frames = [f for f in found if f.why_not is None and f.mode in {"meeting", "visit", "talk"}]
        frames = [f for f in frames if f.line == "body" and len(f.parties) == 2]
        if not frames:
            return
        for frame in frames:
            if frame.mode == "visit" and frame.place is not None:
                self._name_colleagues(frame, frame.place)
        for at in (at for at, token in enumerate(self.document.tokens) if token in _GUESTS):
            named = self._named_as(at)
            if not named:
                continue
            sentence, side = self.document.sentence_of[at], named[0].side
            near = [f for f in frames if 0 < sentence - f.sentence <= _WITHIN and self._is_unnamed(f, side)]
            if near:
                near[-1].parties[side] = named

    def _name_colleagues(self, frame: Frame, place: Mention) -> None:
        """توجهوا إلى داغستان حيث يعملون مع جهاز الأمن: the service of the hosts with which guests work there."""
        hosts = frame.parties.get(place.side, ())
        if not hosts or any(not m.weak and m.kind not in {"place", "state"} for m in hosts):
            return
        _, last = self.document.sentences[frame.sentence]
        for index in self._mentions_between(frame.sentence, place.end, last):
            mention = self.mentions[index]
            near = range(max(place.end, mention.start - _WORK_WITHIN), mention.start - 1)
            before = [self.document.tokens[at] for at in near]
            if mention.side != place.side or mention.weak or not mention.service or self.links.of(index) != "مع":
                continue
            denied = any("negation" in self.document.cues[at] for at in near)
            if not denied and any(token.lstrip("ول").startswith(_WORK) for token in before):
                frame.parties[place.side] = [mention, *hosts]
                return

    def _name_heads(self, found: list[Frame]) -> None:
        """أجرى محادثات مع وفد روسي. وكان الوفد الروسي برئاسة كوستيوكوف: with its head, of a service, they talked.

        For talks of the sentence or two before with nobody else of that side.
        """
        frames = [f for f in found if f.why_not is None and f.mode in {"meeting", "talk"}]
        for frame in (f for f in frames if f.line == "body" and len(f.parties) == 2):
            for side, parties in frame.parties.items():
                if any(m.kind != "state" or not self._is_of_delegation(m) for m in parties):
                    continue
                head = next((m for m in self._mentions_behind(frame) if self._is_its_head(m, side)), None)
                if head is not None:
                    frame.parties[side] = [head]
                    break

    def _mentions_behind(self, frame: Frame) -> list[Mention]:
        first = bisect.bisect_right(self.mentions, frame.start, key=lambda mention: mention.start)
        sentence_of, last = self.document.sentence_of, frame.sentence + _HEAD_WITHIN
        return [m for m in self.mentions[first : first + _MENTIONS_BEHIND] if sentence_of[m.start] <= last]

    def _is_its_head(self, mention: Mention, side: str) -> bool:
        if mention.side != side or mention.kind not in {"person", "head"} or mention.weak:
            return False
        return bool(mention.service or self._held_service(mention)) and self._heads_delegation(mention)

    def _is_unnamed(self, frame: Frame, side: str) -> bool:
        return all(self._is_somebody(m) and m.person is None for m in frame.parties.get(side, ()))

    def _is_somebody(self, mention: Mention) -> bool:
        """ضباط من الجهاز, وفد روسي"""
        words = self.document.tokens[max(0, mention.start - 1) : mention.end]
        return mention.kind in _UNNAMED or not _DELEGATIONS.isdisjoint(words)

    def _named_as(self, at: int) -> list[Mention]:
        """The men of services of one side that a sentence gives as the guests whose word stands at `at`."""
        tokens = self.document.tokens
        sentence = self.document.sentence_of[at]
        first, last = self.document.sentences[sentence]
        end = next((i + 1 for i in range(at + 1, min(last, at + 1 + _BEHIND)) if tokens[i] in _WERE | _HEADED_BY), None)
        before = tokens[at - 1].removeprefix("و") if at > first else ""
        if end is None and before in _COMPRISE | _HEADED:
            end = at + 1
        if before == "ضمن" and (members := self._among(sentence, at)):
            return members
        if end is None:
            return []
        found: list[Mention] = []
        for index in self._mentions_between(sentence, end, last):
            mention = self.mentions[index]
            among = not _WERE.isdisjoint(tokens[max(end, mention.start - _BEHIND) : mention.start])
            if mention.start - end > (2 * _NEXT if among else _NEXT) or (found and mention.side != found[0].side):
                break
            if mention.weak or mention.person is None or mention.side not in self.sides:
                # الجانب الروسي، ضباط من الجهاز منهم فلان
                end = mention.end if mention.side in self.sides else end
                continue
            if self.links.of(index) in NO_PARTY or not (mention.service or self._held_service(mention)):
                break
            found.append(mention)
            end = mention.end
        return found

    def _among(self, sentence: int, delegation: int) -> list[Mention]:
        """وكان كوستيوكوف ضمن الوفد الروسي: who is said to have been among them stands before that."""
        first, _ = self.document.sentences[sentence]
        here = (self.mentions[i] for i in self._mentions_between(sentence, first, delegation))
        men = [m for m in here if m.end == delegation - 1 and m.person and (m.service or self._held_service(m))]
        men = [m for m in men if self.document.tokens[m.start - 1] not in _WILL_BE]
        return [m for m in men if m.side in self.sides and not was_not_there(self.document, m)]
