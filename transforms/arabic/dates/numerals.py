"""Numbers within date expressions: counts (ثلاثة, 15, خمسة عشر) and days of a month (السابع, الرابع والعشرين)."""

from __future__ import annotations

from transforms.arabic.dates.lexicon import Tokens, spaced


def count_at(tokens: Tokens, index: int) -> tuple[int, int] | None:
    """The cardinal that begins at token `index` and the index after it; None if there is none."""
    if index >= len(tokens):
        return None
    token = tokens[index]
    if token.value is not None:
        return token.value, index + 1
    units = token.number("cardinal")
    if units is None:
        return None
    index += 1
    if units < 10 and spaced(tokens, index):
        if "ten" in tokens[index] and not tokens[index].clitic:
            return units + 10, index + 1
        tens = tokens[index].number("cardinal")
        if tens and 20 <= tens < 100 and tokens[index].clitic == "و":
            return units + tens, index + 1
    return units, index


def day_at(tokens: Tokens, index: int) -> tuple[int, int] | None:
    """The day of a month (1–31, in digits or an ordinal) at token `index` and the index after it."""
    if index >= len(tokens):
        return None
    token = tokens[index]
    if "article" in token and spaced(tokens, index + 1):
        index += 1
        token = tokens[index]
    if token.value is not None:
        return (token.value, index + 1) if 1 <= token.value <= 31 and len(token.text) <= 2 else None
    tens = token.number("tens")
    if tens is not None:
        return tens, index + 1
    units = token.number("ordinal")
    if units is None:
        return None
    index += 1
    if units < 10 and spaced(tokens, index):
        if "ten" in tokens[index] and not tokens[index].clitic:
            return units + 10, index + 1
        tens = tokens[index].number("tens")
        if tens and tokens[index].clitic == "و" and units + tens <= 31:
            return units + tens, index + 1
    return units, index
