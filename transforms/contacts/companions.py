"""Companions: who was there with a party, or is joined to one: ورافقه بورتنيكوف, ومعهم ناريشكين."""

from __future__ import annotations

from typing import Final

from transforms.contacts.both import BothParties
from transforms.contacts.delegations import AMONG
from transforms.contacts.scene import NO_PARTY, Frame

_BETWEEN_REACH: Final = 4
_WITH_THEM: Final = frozenset(("ومعه", "ومعها", "وبرفقته", "برفقته", "يرافقه", "وبصحبته", "بصحبته"))
_ALONG: Final = (
    *("رافقه", "رافقها", "رافقهما", "يرافقه", "ترافقه", "صاحبه", "صحبه"),
    *("بحضور", "حضور", "مصطحبا", "برفقه", "بصحبه", "بمعيه"),
)
_ACCOMPANIED: Final = frozenset((*_ALONG, *(f"و{word}" for word in _ALONG)))
"""Before whom one of the parties brought along, or who was there too."""
_ALONG_WITHIN: Final = 3
"""Words from such a one to a name: ورافقه في الرحلة بورتنيكوف."""
_ALONG_REACH: Final = 24
_AMONG_THEM: Final = AMONG | {"ومعهم", "معهم", "وبينهم", "ومنهم", "يتقدمهم", "اولهم", "وفيهم", "مقدمتهم", "راسهم"}
_WHO_ARE: Final = frozenset(("هما", "هم", "وهما", "وهم"))


class Companions(BothParties):
    """Finds those who were there with a party."""

    def _with_him(self, frame: Frame, chosen: list[int]) -> list[int]:
        """روى برينان أمام النواب الأمريكيين محادثة دارت بينه وبين بورتنيكوف: he is the man named before."""
        tokens = self.document.tokens
        reach = range(frame.end, min(frame.end + _BETWEEN_REACH, frame.right - 1))
        between = next((at for at in reach if tokens[at] in {"بينه", "بينها"} and tokens[at + 1] == "وبين"), None)
        others = [i for i in chosen if between is not None and self.mentions[i].start > between]
        if len(self._sides_of(others)) != 1:
            return chosen
        missing = self.knowledge.other_side(self.mentions[others[0]].side)
        first, _ = self.document.sentences[frame.sentence]
        for index in reversed(self._mentions_between(frame.sentence, first, frame.start)):
            mention = self.mentions[index]
            man = mention.kind in {"person", "head"} and not mention.weak and self.links.of(index) not in NO_PARTY
            if man and mention.side == missing:
                return [index, *others]
        return chosen

    def _take_companions(self, frame: Frame, after: list[int]) -> None:
        """اجتمع ومعه ناريشكين ببومبيو, استقبل رئيسين هما ناريشكين وبورتنيكوف: who was there met the other too."""
        along, taken = self._came_along(frame), -1
        for index in sorted({*after, *along}):
            mention = self.mentions[index]
            beside = mention.start - frame.end <= _BETWEEN_REACH
            word = self.document.tokens[mention.start - 1] if mention.start else ""
            named = word in _WHO_ARE and index > 0 and self.mentions[index - 1].end == mention.start - 1
            beside = (beside and word in _WITH_THEM) or word in _AMONG_THEM or named or index in along
            known = frame.parties.get(mention.side, [])
            # وبينهم بورتنيكوف وناريشكين
            beside = beside or (index == taken + 1 and self._follows_and(self.mentions[taken], mention))
            if not beside or mention.weak or mention.kind not in {"person", "head"} or not known:
                continue
            if index in along and not any(self._of_service(other) for its in frame.parties.values() for other in its):
                # التقى أوباما ميدفيديف بحضور بانيتا: the leaders' meeting.
                continue
            taken = index
            if all(other.person != mention.person for other in known):
                known.append(mention)
        self._take_led(frame)

    def _take_led(self, frame: Frame) -> None:
        """أن ناريشكين، وبرفقته بورتنيكوف، اجتمعا ببومبيو: he whom the other one came with, named before both."""
        for known in frame.parties.values():
            for mention in known[:1]:
                start = mention.start - 1
                if not 0 < start < frame.start or self.document.tokens[start] not in _WITH_THEM:
                    continue
                index = self._mention_words.get(start - 1)
                leader = None if index is None else self.mentions[index]
                men = leader is not None and leader.kind in {"person", "head"} and not leader.weak
                if leader is not None and men and leader.side == mention.side and leader not in known:
                    known.insert(0, leader)

    def _came_along(self, frame: Frame) -> list[int]:
        """زار واشنطن، ورافقه في الرحلة بورتنيكوف; التقاه بحضور بورتنيكوف: those of the sentence with whom one came."""
        tokens, found = self.document.tokens, []
        _, last = self.document.sentences[frame.sentence]
        last = min(last, frame.end + _ALONG_REACH)
        if (_ACCOMPANIED | _WITH_THEM).isdisjoint(tokens[frame.end : last]):
            return []
        for index in self._mentions_between(frame.sentence, frame.end, last):
            start = self.mentions[index].start
            near = range(max(frame.end, start - _ALONG_WITHIN), start)
            # ومعه رسالة من بوتين: with him is what stands right behind it.
            at = next((at for at in near if tokens[at] in _ACCOMPANIED), None)
            at = start - 1 if at is None and tokens[start - 1] in _WITH_THEM else at
            if at is None or self.links.of(index) in NO_PARTY:
                continue
            between = range(frame.end, at)
            verbs = (r.kind == "verb" for i in between for r in self.document.relation_words.get(i, ()))
            if not any(verbs) and not self._has_cue(frame.end, at, "reporting"):
                found += self._chain(index)
        return found

    def _chain(self, index: int) -> list[int]:
        """يرافقه بورتنيكوف ورئيس الاستخبارات العسكرية كوروبوف: one, and those whom و joins to him."""
        found = [index]
        for following in range(index + 1, len(self.mentions)):
            one, other = self.mentions[following - 1], self.mentions[following]
            if not other.clitics.startswith("و") or other.start != one.end or other.kind not in {"person", "head"}:
                break
            found.append(following)
        return found

    def _chained(self, index: int, chosen: list[int]) -> bool:
        """Whether a mention is coordinated with the one chosen next to it."""
        return any(i == index + 1 and self.mentions[i].clitics.startswith("و") for i in chosen)
