"""Officials, delegations, authorities and counterparts, told apart by the adjective or service near them."""

from __future__ import annotations

from typing import Final

from transforms.contacts.mention import HitReader, Mention

_NEAR: Final = 5
_FEW: Final = 14
"""Mentions back to which "the Russian official" can point."""
_THE_OFFICIAL: Final = frozenset(["المسوول", "مسوول", "لمسوول", "الضيف", "ضيف", "الزاير", "المسيول"])
_OF_WORDS: Final = frozenset(["في", "من", "لدي", "ب", "عن", "باسم"])


class OfficialReader(HitReader):
    """Reads officials."""

    def _official(self, index: int) -> int:
        """Officials, a delegation, the authorities: of whom, the adjective or service within a few words says."""
        last = index
        side, service, intelligence = "", None, False
        position = self.hits[index].end
        following = index + 1
        while following < len(self.hits) and self.hits[following].start - position <= 1:
            hit = self.hits[following]
            gaps = "".join(self.document.gap(at) for at in range(position, hit.start + 1))
            if (
                set(gaps) - set(' "')
                or hit.start - self.hits[index].end > _NEAR
                or hit.clitics.startswith(("و", "ف", "ب"))
            ):
                break
            kinds = self._kinds(following)
            between = self.document.tokens[position : hit.start]
            if between and between[0] not in _OF_WORDS and "ranks" not in self.document.cues[position]:
                break
            if "intelligence" in kinds and "service" not in kinds:
                intelligence = True
            elif "service" in kinds or "generic" in kinds:
                entity = kinds.get("generic") or kinds["service"]
                if side and entity.side != side:
                    break
                service = entity.id if entity.kind == "service" and entity.sure != "needs_side" else service
                side, intelligence = (
                    (entity.side if entity.kind == "generic" or entity.sure != "needs_side" else side),
                    True,
                )
            elif "adjective" in kinds or "people" in kinds:
                entity = kinds.get("adjective") or kinds["people"]
                side, last = entity.side, following
                if "former" in self._kinds(following + 1) and self._adjoins(following + 1, hit.end):
                    last = following + 1
                break
            elif ("seat" in kinds or "country" in kinds) and not side:
                side = (kinds.get("seat") or kinds["country"]).side
                last = following
                break
            elif not ("officials" in kinds or "former" in kinds or "between_title_and_name" in kinds):
                break
            last, position = following, hit.end
            following += 1
        if not side:
            return index + 1
        former = any("former" in self._kinds(at) for at in range(index, last + 1))
        meant = self._meant_official(index, last, side) if not service and not intelligence else None
        if meant is not None:
            mention = self._add(
                index, last, meant.kind, side, person=meant.person, office=meant.office, service=meant.service
            )
            mention.intelligence = meant.intelligence
            return last + 1
        kind = ("official" if service or intelligence else "state") if side in self.knowledge.sides else "foreign"
        self._add(
            index,
            last,
            kind,
            side,
            service=service if kind == "official" else None,
            intelligence=intelligence,
            former=former,
        )
        following = self._kinds(last + 1)
        if (
            "adjective" in following
            and self._adjoins(last + 1, self.hits[last].end)
            and self.hits[last + 1].clitics == "و"
        ):
            # وفدين أمريكي وأوكراني
            other = following["adjective"].side
            if other != side:
                self._add(last + 1, last + 1, "state" if other in self.knowledge.sides else "foreign", other)
                return last + 2
        return last + 1

    def _meant_official(self, index: int, last: int, side: str) -> Mention | None:
        """المسؤول الروسي, الضيف الأميركي: the last one of that side who was named, if he is of a service."""
        word = self.document.tokens[self.hits[index].start].lstrip("وفبل")
        if word not in _THE_OFFICIAL or self.document.tokens[self.hits[last].start][:2] != "ال":
            return None
        for mention in reversed(self.found[-_FEW:]):
            if mention.side == side and mention.kind in {"person", "head"} and not mention.former:
                tenures = self.knowledge.tenures.get(mention.person or "", ())
                if mention.kind == "head" or any(office.service for office, _ in tenures):
                    return mention
        return None

    def _counterpart(self, index: int) -> int:
        hit = self.hits[index]
        kinds = self._kinds(index + 1)
        near = index + 1 < len(self.hits) and self.hits[index + 1].start - hit.end <= 0
        if near and "adjective" in kinds:
            side = kinds["adjective"].side
            kind = "counterpart" if side in self.knowledge.sides else "foreign"
            self._add(index, index + 1, kind, side)
            return index + 2
        if near and "people" in kinds:
            self._add(index, index + 1, "counterpart", kinds["people"].side)
            return index + 2
        self._add(index, index, "counterpart", "")
        return index + 1

    def _last_side(self, index: int) -> str:
        """The side that بلاده speaks of: that of the last one mentioned in the sentence, by name or by adjective."""
        owners = self.document.sentence_of
        for at in range(index - 1, -1, -1):
            hit = self.hits[at]
            if owners[hit.start] != owners[self.hits[index].start]:
                break
            side = next((v.side for v in hit.values if v.side and v.kind not in {"place", "seat", "source"}), "")
            if side:
                return side if side in self.knowledge.sides else ""
        return ""
