"""Whether a clause leaves a party out that was named before it, rather than naming all or meaning nobody known."""

from __future__ import annotations

import itertools
from typing import Final

from transforms.contacts.delegations import is_delegation
from transforms.contacts.scene import Frame
from transforms.contacts.senders import Senders
from transforms.contacts.third_parties import ThirdParties

POSSESSIVES: Final = ("ه", "هما", "ها", "هم")
OBJECTS: Final = ("ه", "هما", "ها", "هم", "ني", "نا")
TO_HIM: Final = frozenset(("به", "بها", "معه", "معها", "اليه", "اليها", "له", "لها", "منه", "منها"))
_HIS_TO_HAVE: Final = frozenset(("جدوله", "لديه", "عنده", "برنامجه", "اجندته", "رصيده", "حصيلته"))
_NO_POSSESSIVE: Final = frozenset(("مكالمه", "محادثه", "زياره", "رساله", "مقابله", "جلسه", "مهاتفه", "مصافحه"))
_DURING: Final = frozenset(("في", "خلال", "اثناء", "عبر", "بعد", "عقب"))
_WHERE: Final = frozenset(("في", "بمقره", "مقره", "بمكتبه", "مكتبه", "هناك"))
_RECEIVED: Final = frozenset(("استقبل", "استضاف"))
_WITH: Final = frozenset(("مع", "معه", "معها", "معهم", "معهما", "معي", "بينه", "بينهما"))
_WITH_WITHIN: Final = 12
_WITH_HIM: Final = frozenset(("بينه", "بينها", "جمعته", "جمعتها", "جمعه", "بيني", "جمعني", "جمعتني"))
_ITS_SUBJECT: Final = 4
"""Words from a title to the verb whose subject it is, a name of nobody known between."""


class Borrowing(Senders, ThirdParties):
    """Tells which clauses leave a party out."""

    def _may_borrow(self, frame: Frame, is_verb: bool, clitics: str) -> bool:
        """Whether a party that the clause leaves out may be taken from what stands before it."""
        strong = any(not mention.weak for found in frame.parties.values() for mention in found)
        if self._names_another(frame) or (getattr(frame.relation.entry, "public", False) and not strong):
            return False
        if is_verb and (self._acts_on_unknown(frame) or self._is_said_to_nobody(frame)):
            return False
        before = self.document.tokens[frame.start - 1].removeprefix("ال") if frame.start else ""
        if is_verb and frame.mode == "message" and not strong and before in self.knowledge.words.content_words:
            # في تقرير سلم إلى الكونغرس: by whom, nobody says.
            return False
        if is_verb and set(getattr(frame.relation.entry, "takes", ())) == {"مع"} and not self._has_with(frame):
            # الأجهزة تعرف كيف تواجه المحاولات: one does not face each other alone.
            return False
        if is_verb and frame.mode == "talk" and getattr(frame.relation.entry, "public", False):
            # يواجه المدير أسئلة: with what he is faced.
            return self.document.tokens[frame.start].endswith(("هه", "هها", "ههم"))
        if is_verb:
            # تستضيف موسكو وفود الفصائل: guests stand behind the verb, or in it (استضافته).
            guest = self.document.tokens[frame.start].endswith(OBJECTS) or self._says_when_hosted(frame)
            return frame.mode != "visit" or guest or self._is_received(frame)
        if getattr(frame.relation.entry, "weak", False):
            return False
        tokens = self.document.tokens
        word = tokens[frame.start]
        if word.endswith(POSSESSIVES) and len(word) > 4 and not self.document.is_feminine(frame.start):
            return True
        if self._has_light_verb(frame, 4):
            return True
        if "ل" in clitics or (frame.start > frame.left and tokens[frame.start - 1] in _DURING):
            return True
        if self._has_one(frame):
            return True
        if any(tokens[at] in _WITH_HIM for at in range(frame.end, min(frame.end + 6, frame.right))):
            return True
        following = range(frame.end, min(frame.end + 6, frame.right))
        return any("light" in self.document.cues[at] and tokens[at].endswith(("ه", "ها")) for at in following)

    def _has_with(self, frame: Frame) -> bool:
        """تباحث معه, تواجه الجنرال مع: of a verb of what several do together one is told with مع."""
        first, last = max(frame.left, frame.start - _WITH_WITHIN), min(frame.right, frame.end + _WITH_WITHIN)
        return any(token.lstrip("وف") in _WITH for token in self.document.tokens[first:last])

    def _is_received(self, frame: Frame) -> bool:
        """فقد استقبل في صيف 2013 مدير الوكالة: whom he received who was named before, but for when."""
        if str(getattr(frame.relation.entry, "past", "")) not in _RECEIVED or frame.relation.form != "past":
            return False
        guest = next(iter(next(iter(frame.parties.values()))))
        if guest.kind not in {"person", "head", "deputy"} or guest.weak or guest.start < frame.end:
            return False
        index = self._mention_words.get(guest.start)
        between = [at for at in range(frame.end, guest.start) if at not in self._dated]
        had = frame.start > 0 and self.document.tokens[frame.start - 1].lstrip("وف") == "قد"
        opens = guest.start > frame.end and (had or self._opens_clause(frame.start))
        return opens and index is not None and self._is_service(index) and all(self._is_where(at) for at in between)

    def _is_where(self, at: int) -> bool:
        """في مقره بموسكو: a word that only says where or when."""
        index = self._mention_words.get(at)
        return self.document.tokens[at] in _WHERE or (index is not None and self.mentions[index].weak)

    def _is_said_to_nobody(self, frame: Frame) -> bool:
        """يطالب بتوضيحات, هدد بالرد: right behind the verb stands what is said, and no object."""
        tokens, at = self.document.tokens, frame.end
        if not getattr(frame.relation.entry, "public", False) or tokens[frame.start].endswith(OBJECTS):
            return False
        # تهدد الانتخابات: a thing, or somebody unknown.
        subject = next(iter(next(iter(frame.parties.values()))))
        what = ("ب", "ال") if subject.end <= frame.start else "ب"
        return at < len(tokens) and at not in self._mention_words and tokens[at].startswith(what)

    def _acts_on_unknown(self, frame: Frame) -> bool:
        """السفير يفاوض الحركة, التقى بيرنز طلابا: behind a verb and its subject its object, who is nobody known."""
        takes, at = getattr(frame.relation.entry, "takes", ()), frame.end
        subject = next(iter(next(iter(frame.parties.values()))))
        behind = subject.start == frame.end
        near = behind or subject.start < frame.start <= subject.end + _ITS_SUBJECT
        at = next(i for i in itertools.count(subject.end) if i not in self._dated) if behind else at
        if frame.mode == "message" or "object" not in takes or not near or at >= frame.right:
            return False
        if at in self._dated or self.document.gap(at) != " ":
            return False
        word = self.document.tokens[at]
        if at in self._mention_words:
            met = self.mentions[self._mention_words[at]]
            return behind and met.start == at and met.side == subject.side and is_delegation(word)
        unnamed = word.startswith("ال") and not behind and not self.document.cues[at]
        # التقى عددا من مسؤولي الجهاز: the number of those who are known.
        number = self.document.tokens[at + 1 : at + 2] == ["من"] and at + 2 in self._mention_words
        return unnamed or (word in self.knowledge.forms["people_met"] and not number)

    def _names_another(self, frame: Frame) -> bool:
        """مع and somebody who is no known party: the place of the other one is taken."""
        for at in range(frame.end, min(frame.end + 6, frame.right)):
            if self.document.tokens[at].lstrip("و") in {"مع", "بين"} and not self._in_presence(at):
                following = range(at + 1, min(at + 5, len(self.document.tokens)))
                known = [self._mention_words.get(i) for i in following]
                if all(
                    i is None
                    or self.mentions[i].weak
                    or self.links.of(i) == "aide"
                    or self.mentions[i].kind == "foreign"
                    for i in known
                ):
                    return True
        return False

    def _is_of_other_subject(self, frame: Frame, index: int, before: list[int]) -> bool:
        """عين ترامب راتكليف قبل لقائه بوتين: "his" is the subject's, not that of whom something was done to."""
        tokens, mention = self.document.tokens, self.mentions[index]
        his = tokens[frame.start].endswith("ه") and self._has_pronoun(frame)
        # رشح أوباما بانيتا، ودعا في مكالمة مع مدفيديف: what a second verb tells is done by who did the first.
        between = tokens[mention.end : frame.start]
        joined = between[-1:] == ["في"] and any(word.startswith("و") for word in between)
        joined = joined and index > 0 and self._acts_on(index - 1, index)
        if frame.relation.kind != "noun" or not (his or joined):
            return False
        first = next((i for i in before if self.mentions[i].side == mention.side and not self.mentions[i].weak), index)
        subject = self.mentions[first]
        acts = self.links.of(first) == "" and subject.start > 0 and "acts_on" in self.document.cues[subject.start - 1]
        # أطلع ناريشكين بوتين على نتائج لقائه بيرنز
        verbs = self.document.relations_by_end.get(subject.start, ()) if self._is_service(first) else ()
        acts = acts or any(r.kind == "verb" and r.entry.mode == "message" for r in verbs)
        return first != index and acts and mention.start - subject.end <= 1

    def _has_pronoun(self, frame: Frame) -> bool:
        """مكالمته, اتصال جمعه به, مكالمة أجراها معه: a noun that says by a pronoun that one was named before."""
        tokens = self.document.tokens
        word = tokens[frame.start]
        bare = word.lstrip("وبلف").removeprefix("ال")
        if word.endswith(POSSESSIVES) and len(word) > 4 and bare not in _NO_POSSESSIVE:
            return True
        following = range(frame.end, min(frame.end + 6, frame.right))
        before = range(max(frame.left, frame.start - 3), frame.start)
        if any(tokens[at] in TO_HIM | _WITH_HIM for at in (*before, *following)) or self._has_one(frame):
            return True
        return self._has_light_verb(frame, 3)

    def _has_light_verb(self, frame: Frame, within: int) -> bool:
        """تلقى أواخر يونيو (حزيران) الماضي اتصالا: within so many words before a noun, those of a day not counted."""
        back = (at for at in range(frame.start - 1, frame.left - 1, -1) if at not in self._dated)
        return any("light" in self.document.cues[at] for at in itertools.islice(back, within))

    def _has_one(self, frame: Frame) -> bool:
        """كان على جدوله حديث هاتفي, كان لديه لقاء, في حديث له: whose it was is said by a pronoun before it."""
        before = self.document.tokens[max(frame.left, frame.start - 3) : frame.start]
        return not _HIS_TO_HAVE.isdisjoint(before) or self.document.tokens[frame.end : frame.end + 1] == ["له"]
