"""How a mention stands in its clause: what governs it."""

from __future__ import annotations

from typing import Final

from transforms.contacts.document import Document
from transforms.contacts.mention import Mention

WITH: Final = frozenset(("مع", "بين", "ب"))
TO: Final = frozenset(("الي", "ل"))
_PREPOSITIONS: Final = {
    "مع": "مع", "ومع": "مع", "برفقه": "مع", "بين": "بين", "وبين": "بين", "الي": "الي", "والي": "الي", "من": "من", "ومن": "من", "لدي": "في",
    "في": "في", "وفي": "في", "عبر": "عبر", "داخل": "في", "امام": "الي", "نحو": "الي", "لكل": "ل", "بكل": "ب", "كل": "",
}  # fmt: skip


class Links:
    """The governors of the mentions of one document."""

    def __init__(self, document: Document, mentions: list[Mention]) -> None:
        self.document = document
        self.mentions = mentions
        self._links: dict[int, str] = {}

    def of(self, index: int) -> str:
        """What governs mention `index`.

        A preposition (مع ب الي ل من في بين), `gen` (a noun that tells of a contact), `verb` (right after a verb that
        does), `speaker`, `cited`, `belongs` (it is somebody's campaign, spokesman, plan …), `about`, or "" (none that
        is known: a subject or object).
        """
        if index not in self._links:
            self._links[index] = self._link(index)
        return self._links[index]

    def _link(self, index: int) -> str:
        mention = self.mentions[index]
        document = self.document
        clitics = mention.clitics
        at = mention.start
        before = -1 if "\n" in document.gap(at) else at - 1
        particle = clitics.replace("ال", "").lstrip("وف")[:1]
        if particle == "ب":
            return "ب"
        if particle == "ل":
            return "ل"
        if particle == "ك":
            return "about"
        if clitics[:1] == "و":
            return self._coordinated(index)
        if before < 0 or "," in document.gap(at):
            return ""
        token = document.tokens[before]
        if token == "من" and before > 0 and document.tokens[before - 1].lstrip("بل") in {"كل", "كلا"}:
            before -= 1
            token = document.tokens[before]
        if token in {"بكل", "بكلا"}:
            return "ب"
        if token in {"لكل", "لكلا"}:
            return "ل"
        if token in {"كل", "كلا"} and before > 0:
            before -= 1
            token = document.tokens[before]
        cues = document.cues[before] if before >= 0 else frozenset()
        if token in {"عن", "وعن"} and before > 0 and document.tokens[before - 1] in {"نقلا", "ونقلا"}:
            return "cited"
        if token == "باسم" or (before > 0 and "speakers" in document.cues[before - 1] and token in {"باسم", "في"}):
            return "belongs"
        if "speakers" in cues:
            return "belongs"
        if token in _PREPOSITIONS:
            return _PREPOSITIONS[token]
        if token in {"بحسب", "وفق", "وفقا", "حسب", "وبحسب", "ووفق"}:
            return "cited"
        if token in {"الرييس", "السيد", "الجنرال", "المدير"} and before > 0:
            token = document.tokens[before - 1]
            cues = document.cues[before - 1]
            before -= 1
        if self._relation_ends(before + 1):
            return self._relation_ends(before + 1)
        if "about" in cues and token not in {"خلف", "وراء", "مثل"}:
            return "about"
        if "aides" in cues and mention.kind != "service":
            return "aide"
        if "belongings" in cues and mention.kind != "service":
            return "belongs"
        if "reporting" in cues:
            return "speaker"
        return ""

    def _relation_ends(self, end: int) -> str:
        readings = self.document.relations_by_end.get(end)
        if not readings:
            return ""
        return "gen" if any(reading.kind == "noun" for reading in readings) else "verb"

    def _coordinated(self, index: int) -> str:
        """و joins a mention to the one before it if no verb stands between."""
        if index == 0:
            return ""
        mention, previous = self.mentions[index], self.mentions[index - 1]
        between = range(previous.end, mention.start)
        if len(between) > 6 or self.document.sentence_of[previous.start] != self.document.sentence_of[mention.start]:
            return ""
        if any("reporting" in self.document.cues[at] or "complement" in self.document.cues[at] for at in between):
            return ""
        link = self.of(index - 1)
        return "" if link in {"verb", "speaker"} else link
