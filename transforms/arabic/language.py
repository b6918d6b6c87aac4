"""Is this text Arabic? langdetect, seeded, on a bounded sample, with guards where it is known to fail.

langdetect 1.0.9 calls short Arabic texts Persian ("بيان رسمي" with p = 0.99999), flips from run to run unless seeded,
and has no profile of Pashto, Sorani, Uyghur, Balochi and the other languages in Arabic script beside Persian and Urdu.
What tells them apart better are the letters that Arabic does not have, and the words that nearly every Arabic sentence
has: the article, ة, and some hundred particles. So letters and words decide where they are clear, and langdetect, with
its Arabic, Persian and Urdu profiles only, where they are not; for texts in other scripts it uses all its profiles.

Arabic news spells foreign names with گ پ چ ڤ now and then, and some of it is typed on Persian keyboards (ک ی), so a few
such letters decide nothing, and ک ی among plainly Arabic words neither.
"""

from __future__ import annotations

import re
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

_SAMPLE: Final = 600
"""Characters looked at: three windows of 200 for longer texts, so that debris at either end decides nothing."""
_WINDOW: Final = 200
_ASKED: Final = 350
"""Of these, what langdetect sees: its time grows with them, its answer hardly changes."""
_SEED: Final = 20220214
_SCRIPT_PROFILES: Final = ("ar", "fa", "ur")
_FOREIGN_AT_MOST: Final = 0.05
"""Share of letters that Arabic does not have: measured on 331 Arabic sentences of 40 letters and more (PersoArabicLID,
UDHR) it is 0.024 at most; in those of 12 other languages mostly above 0.1."""
_ARABIC_WORDS_CLEAR: Final = 0.2
"""Share of words that only Arabic has; 97 % of those Arabic sentences have more, 95 % to 99 % of the others less."""
_ARABIC_WORDS_KEYBOARD: Final = 0.35
"""The same where the letters speak for Persian."""
_SHORT: Final = 4
"""Words up to which langdetect is not asked: it takes them for Persian."""

_SCRIPT: Final = "\u0620-\u064a\u066e-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c9"
_WORD: Final = re.compile(f"[{_SCRIPT}]+")
_LETTER: Final = re.compile(r"[^\W\d_]")
_MARKS: Final = re.compile(
    "[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2066-\u2069]+"
)
_ARABIC_LETTERS: Final = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهويىٱ"
_NOT_ARABIC: Final = re.compile(f"[^{_ARABIC_LETTERS}]")
_TOLERATED: Final = str.maketrans("کیگپچڤژڨڭ", "كيكبجفزقك")
_ARTICLE: Final = re.compile(r"(?:[وف]?[بك]?ال|[وف]?لل)[ء-ي]{2,}|[ء-ي]{2,}ة")
_PARTICLES: Final = frozenset(
    re.findall(
        r"\w+",
        """في فى من على علي إلى الى عن أن ان إن أنه إنه انه أنها إنها بأن لأن التي الذي الذين هذا هذه ذلك تلك
        كان كانت قال قالت مع بين بعد قبل لا لم لن قد هو هي كما أو ثم حيث عند كل وفي ومن وعلى وأن ولا ولم وقد
        وهو وهي عليه عليها منها منه فيه فيها له لها بها هل أي كيف ماذا لماذا إذا لكن ولكن أنا أنت نحن هناك
        منذ خلال حول ضد عبر غير أكثر ليس ليست يكون تكون سوف وكان وكانت وقال وقالت وأضاف فقد لقد عندما حتى
        ضمن نحو لدى يوم اليوم وإن وإلى ومع وكذلك أيضا بل إلا أما""",
    )
)
_LETTERS_OF: Final = (
    ("ug", frozenset("ۇۈېڭۋ")),
    ("ckb", frozenset("ێڵڕۆ")),
    ("ps", frozenset("ټډړښځڅۍڼږې")),
    ("ur", frozenset("ٹڈڑںےہ")),
)
"""Letters by which a text that is not Arabic gets a name; languages that share them get it too (Kashmiri `ur`)."""


class Language(NamedTuple):
    """What language a text is in."""

    code: str
    """ISO 639 code; `ar` is Arabic. Others in Arabic script get the nearest of `fa ur ps ckb ug`; `und`: none."""
    confidence: float
    """0 to 1; of a guard's decision 0.99, of the others langdetect's probability."""
    reason: str
    """What decided: `letters`, `words`, `words_despite_letters`, `langdetect`, `short`, `script`, `no_letters`."""


def identify(text: str) -> Language:
    """The language of `text`. Deterministic, thread-safe, in time that does not grow with the text; never raises."""
    sample = _sample(text)
    letters = len(_LETTER.findall(sample))
    if not letters:
        return Language("und", 0.0, "no_letters")
    plain = _MARKS.sub("", sample)
    words = _WORD.findall(plain)
    in_script = sum(map(len, words))
    if in_script * 2 < letters:
        return _by_langdetect(_all_languages(), sample, "script", other_script=True)
    return _in_arabic_script(words, in_script, plain)


def is_arabic(text: str) -> bool:
    """Whether `text` is Arabic (see `identify`)."""
    return identify(text).code == "ar"


def _sample(text: str) -> str:
    if len(text) <= _SAMPLE:
        return text
    middle, end = (len(text) - _WINDOW) // 2, len(text) - _WINDOW
    return "\n".join(_whole_words(text[at : at + _WINDOW]) for at in (0, middle, end))


def _whole_words(window: str) -> str:
    """The window without the words that its borders may have cut."""
    first, last = window.find(" "), window.rfind(" ")
    return window[first + 1 : last] if 0 <= first < last else window


def _in_arabic_script(words: list[str], letters: int, plain: str) -> Language:
    joined = "".join(words)
    foreign = len(_NOT_ARABIC.findall(joined)) / letters
    typed = [word.translate(_TOLERATED) for word in words]
    arabic = sum(word in _PARTICLES or _ARTICLE.fullmatch(word) is not None for word in typed) / len(words)
    if foreign <= _FOREIGN_AT_MOST:
        if arabic >= _ARABIC_WORDS_CLEAR:
            return Language("ar", 0.99, "words")
    else:
        still_foreign = len(_NOT_ARABIC.findall("".join(typed))) / letters
        if arabic >= _ARABIC_WORDS_KEYBOARD and still_foreign <= _FOREIGN_AT_MOST:
            return Language("ar", 0.99, "words_despite_letters")
        if arabic <= _ARABIC_WORDS_CLEAR or still_foreign > _FOREIGN_AT_MOST:
            return Language(_named_by_letters(joined), 0.99, "letters")
    if foreign == 0 and len(words) <= _SHORT:
        return Language("ar", 0.7, "short")
    return _by_langdetect(_script_languages(), plain, "langdetect")


def _named_by_letters(joined: str) -> str:
    counts = [(sum(char in letters for char in joined), code) for code, letters in _LETTERS_OF]
    count, code = max(counts)
    return code if count else "fa"


def _by_langdetect(factory: Any, sample: str, reason: str, *, other_script: bool = False) -> Language:
    detector = factory.create()
    detector.append(sample[:_ASKED])
    try:
        best = detector.get_probabilities()[0]
    except (LangDetectException, IndexError):
        return Language("und", 0.0, reason)
    if other_script and best.lang == "ar":
        return Language("und", 0.0, reason)
    return Language(str(best.lang), round(float(best.prob), 4), reason)


# langdetect's own module loads its profiles at first use without a lock; here each set is loaded once, whole.
_LOADING: Final = threading.Lock()


def _factory(codes: tuple[str, ...]) -> Any:
    factory = DetectorFactory()
    factory.seed = _SEED
    directory = Path(PROFILES_DIRECTORY)
    factory.load_json_profile([(directory / code).read_text(encoding="utf-8") for code in codes])
    return factory


@lru_cache(maxsize=1)
def _loaded_script_languages() -> Any:
    return _factory(_SCRIPT_PROFILES)


@lru_cache(maxsize=1)
def _loaded_all_languages() -> Any:
    return _factory(tuple(sorted(path.name for path in Path(PROFILES_DIRECTORY).iterdir() if path.is_file())))


def _script_languages() -> Any:
    with _LOADING:
        return _loaded_script_languages()


def _all_languages() -> Any:
    with _LOADING:
        return _loaded_all_languages()
