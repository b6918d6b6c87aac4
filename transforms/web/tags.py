"""Tags that would take a parser too long: time grows with the square of the number of attributes of one."""

from __future__ import annotations

import re

MOST_ATTRIBUTES = 1000

_LONG_TAG = re.compile(rb"<[A-Za-z_][^<]{2000,}")
_QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")


def has_endless_tag(document: bytes) -> bool:
    """Whether a tag has more than `MOST_ATTRIBUTES` attributes, roughly. Goes once over the bytes."""
    return any(_attributes(tag[0]) > MOST_ATTRIBUTES for tag in _LONG_TAG.finditer(document))


def _attributes(tag: bytes) -> int:
    """How many attributes a tag has; what follows it does not count."""
    # Mostly it is a short tag before a long script: what is quoted up to its end is then quoted in the whole, too.
    bare = _QUOTED.sub(b"", tag[: tag.find(b">") + 1])
    if not bare or b'"' in bare or b"'" in bare:
        bare = _QUOTED.sub(b"", tag)
    bare = bare.partition(b">")[0]
    return max(bare.count(b"="), len(bare.split()))
