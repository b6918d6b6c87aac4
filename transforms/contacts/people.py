"""People: first names, surnames that need one, slips of either."""

from __future__ import annotations

from typing import Final

from transforms.contacts.lexicon import Hit, readings
from transforms.contacts.mention import HitReader, Mention

_RARE: Final = 6
"""Letters of a surname so rare that another first name before it is a slip."""
_ENVOYS: Final = frozenset(("مبعوث", "مبعوثا"))
_FUNCTION_WORDS: Final = frozenset(
    [
        "في",
        "من",
        "عن",
        "مع",
        "ان",
        "او",
        "ما",
        "قد",
        "هو",
        "هي",
        "كل",
        "بعد",
        "قبل",
        "الي",
        "علي",
        "لم",
        "لن",
        "لا",
        "ثم",
        "بين",
    ]
)


class PeopleReader(HitReader):
    """Reads people."""

    def _person(self, index: int) -> int:
        hit = self.hits[index]
        candidates = [value for value in hit.values if value.kind == "person"]
        start, first_name, clitics = self._first_name(hit)
        if (
            not first_name
            and self._is_first_name(hit.end - 1)
            and all(self.knowledge.people[c.id].alone == "known" for c in candidates)
        ):
            # ألكسندر alone is somebody's first name, not Keith Alexander.
            return index + 1
        named = [c for c in candidates if first_name and first_name in self.knowledge.first_names[c.id]]
        if named:
            chosen, full = named[0], True
        elif first_name:
            # Another first name: somebody else, unless the surname is rare and the name a slip.
            rare = [
                c
                for c in candidates
                if self.knowledge.people[c.id].alone == "yes" and len(self.document.tokens[hit.end - 1]) > _RARE
            ]
            if not rare:
                return index + 1
            chosen, full = rare[0], False
        else:
            full = False
            chosen = next((c for c in candidates if self._named_before(c.id)), None) or next(
                (c for c in candidates if self.knowledge.people[c.id].alone == "yes"), candidates[0]
            )
        side = chosen.side
        kind = "person" if side in self.knowledge.sides else "foreign"
        if not clitics:
            start, clitics = self._title_before(index, start)
        mention = self._add(index, index, kind, side, person=chosen.id)
        mention.start, mention.full, mention.clitics = start, full, clitics
        if full:
            self._full_names.add(chosen.id)
        mention.parts = [(start, hit.end)]
        if start < hit.start and self.document.tokens[start].lstrip("وبل") in _ENVOYS and kind == "person":
            # مبعوث بايدن: somebody of his state; المبعوث ويتكوف is the envoy himself.
            mention.kind, mention.person, mention.full = "state", None, False
        return index + 1

    def _title_before(self, index: int, start: int) -> tuple[int, str]:
        """Where a bare title before a name begins, and its clitics: والمدير السابق وليام بيرنز."""
        end = start
        for at in range(index - 1, max(-1, index - 4), -1):
            if self.hits[at].end != end or (self.found and self.found[-1].end > self.hits[at].start):
                break
            kinds = self._kinds(at)
            if "bare_titles" in kinds:
                return self.hits[at].start, self.hits[at].clitics
            if not {"former", "between_title_and_name"} & kinds.keys() or self.hits[at].clitics.strip("ال"):
                break
            end = self.hits[at].start
        return start, ""

    def _first_name(self, hit: Hit) -> tuple[int, str, str]:
        """Where the name begins, the first name before the surname ("" if none), and the clitics."""
        if hit.clitics.strip("ال"):
            return hit.start, "", hit.clitics
        at = hit.start - 1
        tokens = self.document.tokens
        if at >= 1 and len(tokens[at]) <= 3 and tokens[at] not in _FUNCTION_WORDS and self._is_first_name(at - 1):
            at -= 1
        if at < 0 or self.document.gap(hit.start).strip(" .\"'"):
            return hit.start, "", hit.clitics
        for width in (2, 1):
            begin = at - width + 1
            if begin < 0 or (self.found and self.found[-1].end > begin):
                continue
            phrase_tail = tokens[begin + 1 : at + 1]
            for stem in readings(tokens[begin]):
                name = " ".join((stem.text, *phrase_tail))
                if name in self.knowledge.all_first_names:
                    return begin, name, stem.clitics
        return hit.start, "", hit.clitics

    def _is_first_name(self, at: int) -> bool:
        return any(stem.text in self.knowledge.all_first_names for stem in readings(self.document.tokens[at]))

    def _named_before(self, person_id: str) -> bool:
        return person_id in self._full_names

    def _drop_doubtful_people(self) -> None:
        """Surnames that say nothing alone are kept only where the text also gives the full name (or an office)."""
        full = self._full_names
        for mention in self.found:
            if mention.person and self._is_nickname(mention):
                mention.kind = "doubtful"
            elif mention.kind in {"person", "foreign"} and mention.person and not mention.full:
                person = self.knowledge.people[mention.person]
                sure = person.id in full or self._is_of_his_state(mention) or self._is_paired(mention)
                if person.alone == "known" and not sure:
                    mention.kind = "doubtful"

    def _is_nickname(self, mention: Mention) -> bool:
        """الملقب ببيرنز الروسي, يلقب ب"بيرنز الروسي": what another man is called."""
        tokens, at = self.document.tokens, mention.start - 1
        apart = at > 0 and tokens[at] == "ب"
        called = tokens[at - apart].lstrip("وف") if at > 0 else ""
        return (apart or mention.clitics == "ب") and called in self.knowledge.forms["nicknamed"]

    def _is_paired(self, mention: Mention) -> bool:
        """بين راي وبورتنيكوف, بورتنيكوف وراي: a surname joined to somebody of the other side whose name is sure."""
        return any(
            {mention.side, other.side} == set(self.knowledge.sides)
            and other.kind == "person"
            and other.person is not None
            and (other.full or self.knowledge.people[other.person].alone == "yes")
            and (self._joins(mention, other) or self._joins(other, mention))
            for other in self.found
        )

    def _joins(self, first: Mention, second: Mention) -> bool:
        return first.end == second.start and self.document.gap(second.start) == " " and second.clitics == "و"

    def _is_of_his_state(self, mention: Mention) -> bool:
        """الأمريكي مولر: the adjective of his state, with the article, right before a surname."""
        before = mention.start - 1
        if before < 0 or self.document.gap(mention.start) != " " or not self.document.tokens[before].startswith("ال"):
            return False
        return self.document.adjective_words.get(before) == mention.side
