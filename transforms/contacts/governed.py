"""Mentions that a noun governs: whose words they are, with whom a contact was, between whom something stands."""

from __future__ import annotations

from typing import Final

from transforms.contacts.kinds import Kinds
from transforms.contacts.mention import Mention
from transforms.contacts.scene import Frame

_JOINT_WORK: Final = frozenset(("تنسيق", "التنسيق", "تنسيقا"))
_HIM: Final = ("ه", "هم", "هما")
_TO_THEM: Final = (["له"], ["لها"], ["لهم"])

_OF_HIM: Final = frozenset(("منه", "منها", "منهم", "منهما"))


class Governed(Kinds):
    """Tells what the noun before a mention makes of it."""

    def _is_beyond_object(self, frame: Frame, mention: Mention) -> bool:
        """وحذره، ثم كرر أوباما التحذير لبوتين: whom a verb has as its pronoun nobody behind a comma is.

        وطلب منه نقل امتنانه إلى مدير الوكالة: who is named behind him is of what he is asked for.
        """
        asked = self.document.tokens[frame.end : frame.end + 1]
        if frame.relation.kind == "verb" and asked and asked[0] in _OF_HIM and mention.start > frame.end + 1:
            return True
        if frame.mode not in {"message", "call"} or not self.document.tokens[frame.start].endswith(_HIM):
            return False
        return any("," in self.document.gap(at) for at in range(frame.end, mention.start + 1))

    def _is_only_where(self, frame: Frame, index: int) -> bool:
        """اجتمع تينيت في ياسينيفو مع ليبيديف: a house is the place, if one of that side is named behind it."""
        house = self.mentions[index]
        if house.place is None:
            return False
        behind = self._mentions_between(frame.sentence, house.end, frame.right)
        return any(self.mentions[i].side == house.side and self.mentions[i].kind in {"person", "head"} for i in behind)

    def _is_aside(self, at: int) -> bool:
        """التقى نفسه, التقى على هامش القمة مسؤولين: what stands between a verb and its object and is neither."""
        on_margin = self.document.tokens[at - 2 : at] == ["علي", "هامش"]
        return on_margin or self.document.tokens[at] in self.knowledge.forms["the_same"]

    def _is_between_others(self, frame: Frame, index: int) -> bool:
        """تحدث مع والتز، وسبقه اتصال بين رئيسي الجهازين: between whom something else was than what a verb tells."""
        if frame.relation.kind == "noun":
            return self._is_of_cooperation(frame, index)
        if "عن" in self.document.tokens[frame.end : self.mentions[index].start]:
            # تحدث عن الثقة المفقودة بينه وبين ناريشكين
            return True
        noun = self.mentions[index].start - 2
        readings = self.document.relation_words.get(noun, ()) if noun >= frame.end else ()
        apart = any("," in self.document.gap(at) for at in range(frame.end, noun + 1))
        return apart and self.document.tokens[noun + 1] == "بين" and any(r.kind == "noun" for r in readings)

    def _is_of_cooperation(self, frame: Frame, index: int) -> bool:
        """اتصال بحثا فيه التعاون بين الأجهزة: between whom the cooperation is of which they spoke."""
        between = range(frame.end + 1, self.mentions[index].start)
        at = next((at for at in between if self.document.tokens[at] == "بين"), 0)
        return at > 0 and ("standing" in self.document.cues[at - 1] or self.document.tokens[at - 1] in _JOINT_WORK)

    def _follows_content(self, mention: Mention) -> bool:
        """نقل رسالة من بيرنز: whose it was."""
        words = self.knowledge.words.content_words
        near = self.document.tokens[max(0, mention.start - 3) : mention.start]
        return any(word in words or word.lstrip("بل").removeprefix("ال") in words for word in near)

    def _is_owned_by_none(self, mention: Mention) -> bool:
        """التقوا في عاصمة عربية ضباطا من الجهاز, نظراء لهم: of officials in a form that no noun before them governs."""
        word, behind = self.document.tokens[mention.start], self.document.tokens[mention.start + 1 : mention.end]
        return mention.kind == "official" and (word.endswith("ا") or behind[:1] in _TO_THEM)

    def _owns_content(self, mention: Mention) -> bool:
        """تسلمت الوكالة رد موسكو: whose message it was."""
        return mention.start > 0 and self.document.tokens[mention.start - 1] in self.knowledge.words.content_words

    def _named_then(self, chosen: list[int], after: list[int]) -> list[int]:
        """آخر لقاء له مع مسؤول روسي كان في أنقرة مع ناريشكين: who the one of the other state was, named behind it."""
        for at, index in enumerate(chosen):
            weak = self.mentions[index]
            if weak.kind != "state" or self.links.of(index) != "مع":
                continue
            later = (i for i in after if i > index and self.links.of(i) == "مع")
            named = next((i for i in later if self.mentions[i].side == weak.side and self.mentions[i].person), None)
            if named is not None:
                return [*chosen[:at], named, *chosen[at + 1 :]]
        return chosen
