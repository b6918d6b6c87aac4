"""Several of one side meant at once: two were named, and then both of them met one of the other side."""

from __future__ import annotations

from typing import Final

from transforms.contacts.mention import Mention
from transforms.contacts.scene import NO_PARTY, Frame, Scene

_TWO: Final = frozenset(("الاثنان", "كلاهما", "كليهما", "الرجلان", "الرجلين", "المسوولان", "الضيفان", "الضيفين"))
_ONLY_OBJECTS: Final = frozenset(("كليهما", "الرجلين", "الضيفين"))
_THREE: Final = frozenset(("الثلاثه", "ثلاثتهم"))
_THEM_TWO: Final = frozenset(("بهما", "معهما", "منهما", "اليهما"))
_WITHIN: Final = 3
"""Words behind a verb, and sentences back, in which those are meant."""
_MEN: Final = frozenset(("person", "head"))


class Groups(Scene):
    """Finds those whom a clause means by a number or by a pronoun of more than one."""

    def _take_them_all(self, frame: Frame) -> None:
        """ناريشكين وبورتنيكوف وكوروبوف، واستقبلهم بومبيو: of those joined by و all that stand before."""
        if frame.relation.kind != "verb" or not self.document.tokens[frame.start].endswith("هم"):
            return
        for side, found in frame.parties.items():
            if len(found) != 1 or found[0].kind != "person" or found[0].end > frame.start:
                continue
            at = self._mention_words.get(found[0].start, 0)
            while at and self.mentions[at - 1].side == side and self._follows_and(*self.mentions[at - 1 : at + 1]):
                at -= 1
                found.insert(0, self.mentions[at])

    def _take_group(self, frame: Frame) -> bool:
        """رافقه بورتنيكوف، والتقى الاثنان بومبيو; استقبلهما بومبيو: whether the other side are several named before."""
        if frame.relation.kind != "verb" or frame.mode == "message" or frame.end >= frame.right:
            return False
        if len(frame.parties) > 1 and not self._is_subject_behind(frame):
            return False
        number = self._number_meant(frame)
        known = self._whom_they_met(frame) if number else None
        if known is None:
            return False
        other = self.knowledge.other_side(known.side)
        group = self._last_named(frame, other)[-number:]
        if len(group) < number:
            return False
        frame.parties = {known.side: frame.parties.get(known.side) or [known], other: group}
        frame.rule += ", several who were named before"
        return True

    def _whom_they_met(self, frame: Frame) -> Mention | None:
        """The one of the other side: whom the clause names, or who stands behind the word for them."""
        if self._is_subject_behind(frame):
            index = self._mention_words.get(frame.end + 1)
            behind = self.mentions[index] if index is not None else None
            return behind if behind is not None and behind.side in self.sides and not behind.weak else None
        named = [m for found in frame.parties.values() for m in found]
        behind_it = all(m.start >= frame.end for m in named) or self._is_object(frame)
        return named[0] if named and not named[0].weak and behind_it else None

    def _is_subject_behind(self, frame: Frame) -> bool:
        """التقى الاثنان: they met somebody, whoever stands before."""
        return self.document.tokens[frame.end] in (_TWO | _THREE) - _ONLY_OBJECTS

    def _is_object(self, frame: Frame) -> bool:
        """بومبيو التقى كليهما: whom he met, not who met him."""
        near = self.document.tokens[frame.end : min(frame.right, frame.end + _WITHIN)]
        return self.document.tokens[frame.start].endswith("هما") or any(
            t.removeprefix("ب") in _ONLY_OBJECTS | _THREE or t in _THEM_TWO for t in near
        )

    def _number_meant(self, frame: Frame) -> int:
        """How many are meant by a word right behind the verb, or by its pronoun; 0 if no several are."""
        tokens = self.document.tokens
        near = tokens[frame.end : min(frame.right, frame.end + _WITHIN)]
        word = tokens[frame.start]
        if word.endswith("هما") or any(t in _THEM_TWO or t.removeprefix("ب") in _TWO for t in near):
            return 2
        if any(t.removeprefix("ب") in _THREE for t in near):
            return 3
        return 0

    def _last_named(self, frame: Frame, side: str) -> list[Mention]:
        """The men of services of a side who were named in the sentence or in those before it, the last one last."""
        found: dict[str, Mention] = {}
        for sentence in range(max(0, frame.sentence - _WITHIN), frame.sentence + 1):
            for index in self._by_sentence.get(sentence, ()):
                mention = self.mentions[index]
                if mention.start >= frame.start or mention.kind not in _MEN or mention.side != side:
                    continue
                name = mention.person or mention.office or ""
                apart = self.links.of(index) in NO_PARTY or self._line_of.get(mention.start) == "debris"
                if self._is_service(index) and not apart:
                    found.pop(name, None)
                    found[name] = mention
        return list(found.values())
