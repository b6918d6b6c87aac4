"""The words for what a message gives, compared with those of a text."""

from __future__ import annotations

from functools import lru_cache

from transforms.contacts.lexicon import folded_phrase


def is_in(token: str, words: frozenset[str]) -> bool:
    """Whether a word, without a particle or the article, is one of `words`."""
    return (
        token in words
        or (token[:1] in "وفبل" and token[1:] in words)
        or (token.startswith("ال") and token[2:] in words)
    )


@lru_cache(maxsize=1 << 14)
def bare(token: str) -> frozenset[str]:
    """What a word may be without what is written onto it: a particle or the article, and whose it is."""
    found = set()
    for word in (token, _without_owner(token)):
        inner = word[1:] if word[:1] in "وفبل" else word
        found |= {word, inner, word.removeprefix("ال"), inner.removeprefix("ال")}
    return frozenset(found)


def _without_owner(token: str) -> str:
    """جوابهم, ردها: the word without whose it is."""
    for ending in ("هما", "هم", "ها", "ه"):
        if token.endswith(ending) and len(token) > len(ending) + 2:
            return token[: -len(ending)]
    return token


@lru_cache(maxsize=1 << 10)
def content_words(content: tuple[str, ...], known: frozenset[str]) -> frozenset[str]:
    """The folded words of what a verb gives; `$content` stands for all that are known."""
    words = frozenset(folded_phrase(word) for word in content if word != "$content")
    return words | known if "$content" in content else words


_FOLDED: dict[tuple[str, ...], frozenset[str]] = {}


def folded_words(words: tuple[str, ...]) -> frozenset[str]:
    """The folded forms of words of the knowledge."""
    if words not in _FOLDED:
        _FOLDED[words] = frozenset(folded_phrase(word) for word in words)
    return _FOLDED[words]
