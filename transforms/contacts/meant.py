"""Who is meant by words that name nobody: الأخير, الرجل, المدير, أجهزته, الوكالة."""

from __future__ import annotations

from typing import Final

from transforms.contacts.appositions import AppositionReader
from transforms.contacts.former_and_latter import service_before
from transforms.contacts.mention import Mention
from transforms.contacts.wordlists import Entity

_LATTER: Final = 4
"""Mentions back to which "the latter" points, and "the man"."""
MAN: Final = 9
"""Likewise, to a man who is called so."""
_DIRECTOR: Final = frozenset(("مدير", "مديره"))


class MeantReader(AppositionReader):
    """Reads words that stand for somebody who is known from what was read before."""

    def _own_agencies(self, index: int) -> None:
        """أجهزته, الأجهزة: those of the side spoken of, unless another state's adjective follows."""
        if self.document.tokens[self.hits[index].start].startswith("جواسيس"):
            # استعادت موسكو جواسيسها: her men, no service but with its head (كبير جواسيسها).
            return
        if self._own_by_name(index):
            return
        adjective = self._kinds(index + 1).get("adjective") if self._adjoins(index + 1, self.hits[index].end) else None
        side = adjective.side if adjective else self._side_of_his(index) or self._last_side(index)
        if side:
            self._add(index, index, "generic" if side in self.knowledge.sides else "foreign", side, intelligence=True)

    def _side_of_his(self, index: int) -> str:
        """أجهزته: those of the man named before in the sentence, not of a people."""
        start = self.hits[index].start
        token, sentence = self.document.tokens[start], self.document.sentence_of[start]
        if not token.endswith("ه") or token.endswith("الاجهزه"):
            return ""
        men = (m for m in reversed(self.found) if m.kind in {"person", "head", "office"} and not m.weak)
        return next((m.side for m in men if self.document.sentence_of[m.start] == sentence), "")

    def _read_the_latter(self, index: int) -> None:
        before = self.document.tokens[self.hits[index].start - 1] if self.hits[index].start else ""
        man = self.document.tokens[self.hits[index].start].lstrip("وبل").startswith(("رجل", "الرجل"))
        named = next(
            (
                m
                for m in reversed(self.found[-MAN if man else -_LATTER :])
                if m.person and not m.former and (not man or self._served(m))
            ),
            None,
        )
        named = (None if man else service_before(self.document, self.found)) or named
        # الملف الأخير is the last file, زيارته الأخيرة his last visit.
        visit = any(r.kind == "noun" for r in self.document.relation_words.get(self.hits[index].start - 1, ()))
        last = before.startswith(("ال", "وال", "بال")) or (visit and before.endswith(("ته", "تها")))
        if named is not None and not last:
            self._add(
                index, index, named.kind, named.side, person=named.person, office=named.office, service=named.service
            )

    def _read_the_director(self, index: int) -> None:
        """اجتمع المدير بنظيره: of the heads named before the last one so titled, else the last; else of the service."""
        end, tokens = self.hits[index].end, self.document.tokens
        if not self._is_definite(self.hits[index]):
            return
        goes_on = end < len(tokens) and self.document.gap(end).strip(' "') == "" and tokens[end].startswith("ال")
        if (goes_on and end not in self.document.relation_words) or self._adjoins(index + 1, end):
            return
        heads = [m for m in self.found[-MAN:] if not m.former and (m.kind == "head" or (m.person and self._served(m)))]
        titled = [m for m in heads if not _DIRECTOR.isdisjoint(self._words(m))]
        if heads:
            named = (titled or heads)[-1]
            self._add(
                index, index, named.kind, named.side, person=named.person, office=named.office, service=named.service
            )
        elif self.last_service:
            self._its_head(index)

    def _words(self, mention: Mention) -> set[str]:
        return {word.lstrip("وبل").removeprefix("ال") for word in self.document.tokens[mention.start - 1 : mention.end]}

    def _read_the_service(self, index: int, kinds: dict[str, Entity]) -> bool:
        if "the_service" in kinds and self.last_service is None:
            self._take_service_of_last_person()
        if "the_service" in kinds and self.last_service and self._is_definite(self.hits[index]):
            service = self._service_said_before(index)
            end = self.hits[index].end
            side = self.document.adjective_words.get(end, "") if self.document.gap(end) == " " else ""
            if "people" in self._kinds(index + 1):
                # زودت الوكالة الروس: those behind it are whom it gave something.
                side = ""
            if side in self.knowledge.sides and side != service.side:
                # المكتب ... الجهاز الروسي: another one than the last named, as its adjective says.
                named = next((m for m in reversed(self.found) if m.side == side and m.service), None)
                if named is None:
                    self._generic(index, index + 1, None, side, False)
                    return True
                service = Entity("service", named.service or "", side)
            self._add(index, index, "service", service.side, service=service.id).weak = True
            return True
        return False

    def _served(self, mention: Mention) -> bool:
        return self.knowledge.has_served(mention.person)
