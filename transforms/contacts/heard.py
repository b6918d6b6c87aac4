"""Whom a text names outside of its debris, and who of them speaks in it."""

from __future__ import annotations

from collections.abc import Sequence

from transforms.contacts.lines import Line
from transforms.contacts.links import Links
from transforms.contacts.mention import Mention


def heard(mentions: Sequence[Mention], lines: Sequence[Line], links: Links, sides: Sequence[str]) -> list[Mention]:
    """Those who may have taken part: not those of debris.

    Of several services of a side one that will not speak of it is not the one that is meant.
    """
    debris = [line for line in lines if line.kind == "debris"]
    found = [m for m in mentions if not any(line.start <= m.start < line.end for line in debris)]
    named = {(m.side, m.service) for m in found if m.service}
    several = {side for side in sides if sum(side == its for its, _ in named) > 1}
    silent = (m for m in found if m.kind == "service" and m.side in several)
    declined = {m.start for m in silent if links.declines(m)}
    return [m for m in found if m.start not in declined]


def voices(mentions: Sequence[Mention], links: Links) -> frozenset[int]:
    """The first words of the men who say something."""
    men = (i for i, m in enumerate(mentions) if m.kind in {"person", "head"})
    return frozenset(mentions[i].start for i in men if links.of(i) == "speaker")
