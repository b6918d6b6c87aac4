"""Exchanges told by what a service gave and what it took: سلم الأمن الفيدرالي سجينا في مطار تركي وتسلم آخر."""

from __future__ import annotations

from typing import Final

from transforms.contacts import records
from transforms.contacts.given import bare
from transforms.contacts.handovers import Handovers
from transforms.contacts.mention import Mention
from transforms.contacts.scene import NO_PARTY, Frame, state
from transforms.contacts.wordlists import Relation

RULE: Final = "exchange told by who was given and who was taken"
_EXCHANGED: Final = Relation("noun", records.Noun(mode="exchange", noun="تبادل"), "singular")
_OBJECT_WITHIN: Final = 6
"""Words from the word of giving or taking to the prisoner."""
_AGENT_WITHIN: Final = 8
"""Words from who does so to the first of the two."""
_SUBJECT_WITHIN: Final = 3
_BOTH_WITHIN: Final = 24
"""Words from the one to the other."""
_PRONOUNS: Final = ("ه", "ها", "هم", "هما")
_MEN: Final = frozenset(("service", "official", "head"))
_NOT_BY: Final = frozenset(("الي", "من", "مع", "ل"))


class GivenAndTaken(Handovers):
    """Finds them in one document."""

    def _given_and_taken(self, found: list[Frame]) -> list[Frame]:
        """The exchange, if no other telling of the text is one; whose the prisoners are, an affair says or a name."""
        if not self.document.cue_positions("captives") or any(f.mode == "exchange" and not f.why_not for f in found):
            return []
        tokens, forms = self.document.tokens, self.knowledge.forms
        for at, token in enumerate(tokens):
            bare = token.lstrip("وف")
            gives, takes = bare in forms["gives_over"], bare in forms["takes_over"]
            if not (gives or takes) or self._line_of.get(at, "body") != "body" or not self._is_of_captive(at):
                continue
            other = forms["takes_over"] if gives else forms["gives_over"]
            sentence = self.document.sentence_of[at]
            _, last = self.document.sentences[sentence]
            behind = (i for i in range(at + 1, min(last, at + _BOTH_WITHIN)) if tokens[i].lstrip("وف") in other)
            second = next((i for i in behind if tokens[i].startswith(("و", "ف")) and self._is_of_captive(i)), None)
            agent = None if second is None else self._who_gives(at)
            if second is None or agent is None or not (self._names_captive(at) or self._names_captive(second)):
                continue
            side = self.knowledge.other_side(agent.side)
            named = self._named_near(side, sentence, 1)
            if named is None and not self.document.names_affair:
                continue
            frame = Frame(at, second + 1, _EXCHANGED, "exchange", sentence, at, last, rule=RULE)
            frame.parties = {agent.side: [agent], side: [named or state(frame, side)]}
            return [frame]
        return []

    def _who_gives(self, at: int) -> Mention | None:
        """سلم ضباط الجهاز ..., الجهاز تولى تسليم ..., قال الجهاز إنه سلم ..."""
        near = self._mentions_between(self.document.sentence_of[at], at - _AGENT_WITHIN, at + _SUBJECT_WITHIN)
        for index in near:
            mention = self.mentions[index]
            served = mention.kind in _MEN and mention.service and mention.side in self.sides
            link = self.links.of(index)
            told = link in NO_PARTY or (link == "speaker" and not self._says_of_self(index))
            if served and not told and link not in _NOT_BY:
                return mention
        return None

    def _is_of_captive(self, at: int) -> bool:
        """Whether it is somebody who is given or taken: named as a prisoner, a pronoun, or no thing at least."""
        words = self.document.tokens[at + 1 : at + 1 + _OBJECT_WITHIN]
        if self._names_captive(at) or self.document.tokens[at].endswith(_PRONOUNS):
            return True
        things = self.knowledge.words.content_words
        return self.document.names_affair and all(things.isdisjoint(bare(word)) for word in words)

    def _names_captive(self, at: int) -> bool:
        return self._has_cue(at + 1, at + 1 + _OBJECT_WITHIN, "captives")
