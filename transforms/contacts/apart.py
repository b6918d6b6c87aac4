"""Sentences in which each side does something of its own: no contact, though they name both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from transforms.contacts.document import Document
from transforms.contacts.mention import Mention
from transforms.contacts.moods import is_asked
from transforms.contacts.scene import Frame
from transforms.contacts.senses import ENDED
from transforms.contacts.third_parties import MET_BY_THIRD, NOBODYS, TOLD_ALIKE

_BOTH: Final = 2
WITHIN: Final = "told to their own side"
_MEANS_TO: Final = frozenset(
    ("يستعد", "تستعد", "يستعدان", "يستعدون", "يعتزم", "تعتزم", "يعتزمان", "ينوي", "تنوي", "يتاهب", "تتاهب", "يتهيا",
     "ينتظر", "تنتظر")
)
_AT: Final = (["في"], ["الي"])
_SOMEWHERE: Final = "somewhere"
_ELSEWHERE: Final = frozenset(("no_destination", "other_party", "other_place"))
"""Why frames are no contact in which somebody does something without the other side."""


def apart(
    document: Document, frames: Sequence[tuple[Frame, str]], mentions: Sequence[Mention], sides: Sequence[str]
) -> set[int]:
    """The sentences of `frames`, with what was decided about each, that tell of both sides apart, or of no contact."""
    # قال رئيس الجهاز الصربي إنه قابل ناريشكين: whom he met the rules know.
    known = (WITHIN, MET_BY_THIRD, TOLD_ALIKE, NOBODYS, ENDED)
    within = {frame.sentence for frame, reason in frames if frame.rule in known or _is_denied(frame, reason, sides)}
    far_off = _far_off(document, mentions, sides)
    return within | far_off | _in_two_places(frames) | _with_two_others(frames, mentions, sides)


def _is_denied(frame: Frame, reason: str, sides: Sequence[str]) -> bool:
    """لم تكن هناك مكالمة بين بيرنز وناريشكين, ينكر مجالسته: said not to have been, with men of both sides."""
    men = [side for side in sides if any(m.kind in {"person", "head"} for m in frame.parties.get(side, ()))]
    verdict = frame.verdict[1][0] if frame.verdict is not None else ""
    negated = verdict in {"negated", "denied"} and reason.startswith("only_denied")
    return negated and len(men) == len(sides) and frame.weight == 1 and frame.relation.kind == "noun"


def to_be(document: Document, frames: Sequence[tuple[Frame, str]]) -> set[int]:
    """سيبحث المديران, إذا التقيا: the sentences of contacts of both sides that lie ahead, are supposed or asked about.

    But تحدث الرجل مع ناريشكين، وسيبقيان على تواصل tells of what was, too.
    """
    was = {frame.sentence for frame, reason in frames if reason == "adds" and frame.relation.form == "past"}
    return {frame.sentence for frame, reason in frames if _is_to_be(document, frame, reason)} - was


def _is_to_be(document: Document, frame: Frame, reason: str) -> bool:
    """سيبحث المديران، إذا التقيا; يستعد للسفر; لقاؤه وارد; هل جالسه؟: of both sides, and ahead, supposed or asked."""
    _, _, said = reason.partition("only_planned: ")
    word = said.lstrip("وف")
    ahead = word.startswith(("سي", "ست", "سن", "سوف", "اذا")) or word in _MEANS_TO
    ahead = ahead or said in document.knowledge.forms["possible"] or (word == "هل" and is_asked(document, frame))
    return len(frame.parties) == _BOTH and ahead


def is_of_others(again: Frame, frames: Sequence[tuple[Frame, str]]) -> bool:
    """Whether what is read as given is told by the word of a leaders' call, or of thanks of a third state."""
    at = {
        frame.start
        for frame, reason in frames
        if (reason == "diplomatic_only" and frame.mode == "call")
        or (reason == "other_party" and getattr(frame.relation.entry, "past", "") == "شكر")
    }
    return again.mode in {"exchange", "message"} and again.start in at


def _in_two_places(frames: Sequence[tuple[Frame, str]]) -> set[int]:
    """وصل المدير إلى القدس، ونظيره وصل إلى دمشق: sentences of journeys to more than one third place."""
    places: dict[int, set[str]] = {}
    for frame, reason in frames:
        if reason == "other_place" and frame.place is not None:
            places.setdefault(frame.sentence, set()).add(frame.place.place or frame.place.side)
    return {sentence for sentence, found in places.items() if len(found) > 1}


def _far_off(document: Document, mentions: Sequence[Mention], sides: Sequence[str]) -> set[int]:
    """ناريشكين في هافانا ومدير الوكالة في القدس: sentences with one of each side right before a place of his own.

    One of the places may be none that is known, where nothing follows it.
    """
    places = {m.start: m.place or m.side for m in mentions if m.place or m.weak}
    at: dict[int, dict[str, str]] = {}
    for man in mentions:
        if man.kind in {"person", "head"} and man.side in sides and document.tokens[man.end : man.end + 1] in _AT:
            ends = document.gap(man.end + 2) != " "
            where = places.get(man.end + 1, _SOMEWHERE if ends else "")
            at.setdefault(document.sentence_of[man.start], {})[man.side] = where
    return {sentence for sentence, found in at.items() if "" not in found.values() and len({*found.values()}) > 1}


def _with_two_others(
    frames: Sequence[tuple[Frame, str]], mentions: Sequence[Mention], sides: Sequence[str]
) -> set[int]:
    """بيرنز يزور المنطقة، وناريشكين يستقبل وفدا آخر: who stands beside a verb does it, each side with others."""
    men = [m for m in mentions if m.kind in {"person", "head"} and m.side in sides]
    ends, starts = {m.end: m.side for m in men}, {m.start: m.side for m in men}
    actors: dict[int, set[str]] = {}
    for frame, reason in frames:
        side = ends.get(frame.start) or starts.get(frame.end)
        if frame.relation.kind == "verb" and reason in _ELSEWHERE and side:
            actors.setdefault(frame.sentence, set()).add(side)
    return {sentence for sentence, found in actors.items() if len(found) == len(sides)}
