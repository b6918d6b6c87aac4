"""The reports as resolution sees them, by their numbers: in columns, since there may be a million of them.

What is asked for is made of the columns anew, and the last of it is at hand. Of a variant there is never more than one
object; of a mention there may be several, which say the same.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from typing import Any, Final
from weakref import WeakValueDictionary

import msgspec

from schemas.records import Report
from transforms.events.articles import Articles
from transforms.events.columns import NONE, Column
from transforms.events.mentions import Mention, Variant, VariantKey, founding_order, text_of
from transforms.events.numbers import Numbers
from transforms.events.syndication import bits_of_id, id_of_bits, own_id

AT_HAND: Final = 1 << 14
"""Mentions in memory, and with them their variants."""

_ENCODER: Final = msgspec.json.Encoder()
_DECODER: Final = msgspec.json.Decoder(VariantKey)


class Register:
    """The standing reports.

    Args:
        articles: have these reports, and perhaps others.
    """

    def __init__(self, articles: Articles) -> None:
        self.articles = articles
        self.numbers = articles.numbers
        self._keys = Numbers()
        """Of the variants, as JSON."""
        self._first = Column("i")
        """By the number of a variant, one of its reports."""
        self._next = Column("i")
        """By the number of a report, another one of the same variant; so the columns below."""
        self._variant_of = Column("i")
        """`NONE` where the report does not stand."""
        self._article_of = Column("i")
        self._copied = Column("q")
        """As `Mention.copied`."""
        self._published = Column("i")
        self._told = Column("d")
        self._homes = Column("i")
        """The report that founded the contact which a report is of."""
        self._reset()

    def _reset(self) -> None:
        self._variants: WeakValueDictionary[int, Variant] = WeakValueDictionary()
        self._at_hand: dict[int, Mention] = {}
        self._contacts: dict[int, str] = {}

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_variants": None, "_at_hand": None, "_contacts": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._reset()

    # --- reports ---------------------------------------------------------------------------------------

    def number(self, report_id: str) -> int | None:
        """The number of a standing report."""
        number = self.numbers.get(report_id)
        return None if number is None or self._variant_of.get(number) == NONE else number

    def mention(self, number: int) -> Mention | None:
        """A report, null when it does not stand."""
        found = self._at_hand.get(number)
        if found is None:
            variant = self._variant_of.get(number)
            if variant == NONE:
                return None
            published, told = self._published[number], self._told[number]
            found = Mention(
                self,
                number,
                self.numbers.name(number),
                self._article_of[number],
                self.variant(variant),
                self._copied[number],
                None if published == NONE else published,
                None if math.isnan(told) else told,
            )
            self._keep(found)
        return found

    def standing(self, report_id: str) -> Mention:
        """A report by its id; raises KeyError."""
        number = self.number(report_id)
        mention = self.mention(number) if number is not None else None
        if mention is None:
            raise KeyError(report_id)
        return mention

    def article(self, number: int) -> int:
        """The number of a standing report's article."""
        return int(self._article_of[number])

    def text(self, number: int) -> int:
        """As `text_of`, of a standing report."""
        copied: int = self._copied[number]
        return text_of(self._article_of[number], copied)

    def _keep(self, mention: Mention) -> None:
        if len(self._at_hand) >= AT_HAND:
            self._at_hand.clear()
        self._at_hand[mention.number] = mention

    def add(self, report: Report, syndication_id: str, published: dt.date | None, variant: Variant) -> Mention:
        """Have a report that was not there, or was removed; `published` is its own day of publication."""
        number, article = self.numbers.made(report.report_id), self.articles.urls.made(report.url)
        unpublished, told, _ = founding_order(report)
        self._next.put(number, self._first.get(variant.number))
        self._first.put(variant.number, number)
        self._variant_of.put(number, variant.number)
        self._article_of.put(number, article)
        self._copied.put(number, NONE if syndication_id == own_id(report.url) else bits_of_id(syndication_id))
        self._published.put(number, published.toordinal() if published else NONE)
        self._told.put(number, math.nan if unpublished else told)
        self._homes.put(number, NONE)
        found = self.mention(number)
        assert found is not None
        return found

    def remove(self, mention: Mention) -> None:
        """Have a report no longer."""
        variant, number = mention.variant.number, mention.number
        following = self._next[number]
        if self._first[variant] == number:
            self._first[variant] = following
        else:
            before = self._first[variant]
            while self._next[before] != number:
                before = self._next[before]
            self._next[before] = following
        self._variant_of[number] = NONE
        self._at_hand.pop(number, None)

    def home(self, number: int) -> str | None:
        """The contact that a standing report is of."""
        home = self._homes[number]
        if home == NONE:
            return None
        contact = self._contacts.get(home)
        if contact is None:
            if len(self._contacts) >= AT_HAND:
                self._contacts.clear()
            contact = self._contacts[home] = self.numbers.name(home)
        return contact

    def move(self, number: int, contact: str | None) -> None:
        """Note which contact a standing report is of."""
        self._homes[number] = NONE if contact is None else self.numbers.made(contact)

    def source(self, number: int) -> str:
        """The syndication id of a standing report's article."""
        copied = self._copied[number]
        return own_id(self.articles.urls.name(self._article_of[number])) if copied == NONE else id_of_bits(copied)

    # --- variants --------------------------------------------------------------------------------------

    def variant(self, number: int) -> Variant:
        """A variant by its number."""
        found = self._variants.get(number)
        if found is None:
            key = _DECODER.decode(self._keys.name(number))
            found = self._variants[number] = Variant(number, key)
        return found

    def made(self, key: VariantKey) -> Variant:
        """The variant of a key."""
        number = self._keys.made(_ENCODER.encode(key).decode())
        found = self._variants.get(number)
        if found is None:
            found = self._variants[number] = Variant(number, key)
        return found

    def of(self, variant: Variant) -> Iterator[int]:
        """The numbers of the reports of a variant."""
        number = self._first.get(variant.number)
        while number != NONE:
            yield number
            number = self._next[number]

    def reports_of(self, variant: Variant) -> list[Mention]:
        """The reports of a variant."""
        return [mention for number in self.of(variant) if (mention := self.mention(number)) is not None]

    def is_used(self, variant: Variant) -> bool:
        """Whether any report is of a variant."""
        return bool(self._first.get(variant.number) != NONE)

    def is_housed(self, variant: Variant) -> bool:
        """Whether any report of a variant is of a contact."""
        return any(self._homes[number] != NONE for number in self.of(variant))
