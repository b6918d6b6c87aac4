"""Short forms of Arabic words under which their inflections and derivations meet: a light stem, and the consonants.

Both work on folded words (`transforms.arabic.orthography`). They are no analysis: what shares a form is alike, not the
same. A learner that counts words needs no more, and has only hundreds of texts to count in.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_CLITICS: Final = re.compile(r"^(?:[وف]?(?:ال|بال|لل|كال|فال|[بلك](?=\w{4}))|[وف](?=\w{4}))")
_ENDINGS: Final = ("هما", "هم", "ها", "ات", "ين", "ون", "ان", "يه", "وا", "نا", "ه", "ا", "ي", "ت")
_LEAST: Final = 3
"""Letters that a stem keeps."""
_WEAK: Final = re.compile("[اويىءئؤ]")
_MEASURES: Final = re.compile(r"^(?:است|انت|ا|ت|ي|م|ن)(?=\w{3})")
"""What verbs, participles and masdars of the derived measures begin with."""


@lru_cache(maxsize=1 << 14)
def stem(word: str) -> str:
    """A folded word without the particles before and the endings behind it: وبالمعلومات and معلومه are معلوم."""
    found = _CLITICS.sub("", word)
    if len(found) < _LEAST:
        found = word
    for ending in _ENDINGS:
        if found.endswith(ending) and len(found) - len(ending) >= _LEAST:
            return found.removesuffix(ending)
    return found


def consonants(stemmed: str) -> str:
    """The strong consonants of a stem, about its root: قابل, تقابل and مقابل are قبل."""
    return _MEASURES.sub("", stemmed[:1] + _WEAK.sub("", stemmed[1:]))
