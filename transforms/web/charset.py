"""Bytes of unknown or wrongly declared charset to text, above all Arabic ones.

Arabic outlets still serve windows-1256, and label it UTF-8 or ISO-8859-1, or label UTF-8 as windows-1256.
What the bytes say is believed before any label, as far as they say it: valid UTF-8 beyond ASCII is UTF-8.
"""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HEAD_BYTES = 4096
_SAMPLE_BYTES = 16 * 1024
_IN_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_IN_HEAD = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
# Labels that say little: the default of servers, editors and libraries.
_WEAK = {"iso8859-1", "cp1252", "ascii", "utf-8", "iso8859-15"}
_ARABIC = {"cp1256", "iso8859-6"}
_UTF_8 = "utf-8"
# "ال", the most frequent pair of letters in Arabic, in the two single-byte charsets.
_AL_1256 = b"\xc7\xe1"
_AL_8859_6 = b"\xc7\xe4"
_ASCII_BUT_SPACE = bytes(set(range(0x80)) - {0x20})
_BROKEN = "\ufffd"


def decoded(body: bytes, content_type: str | None = None) -> str:
    """The text of `body`; never raises, what cannot be decoded becomes U+FFFD.

    `content_type` is the header with its charset parameter. A byte order mark is not part of the text.
    """
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return body.decode(codec, "replace")
    try:
        # Covers ASCII too; escape sequences of ISO-2022 are ASCII, hence the look at the label.
        text = body.decode(_UTF_8)
    except UnicodeDecodeError:
        return body.decode(_charset_of(body, content_type), "replace")
    if "\x00" in text[:64]:
        return _wide(body) or text
    if "\x1b" in text and "\x1b$" in text:
        label = declared_charset(body, content_type)
        return body.decode(label, "replace") if label else text
    return text


def declared_charset(body: bytes, content_type: str | None) -> str | None:
    """The codec that the header, else the XML declaration or meta element names; None if none or unknown."""
    found = _IN_HEADER.search(content_type or "")
    name = _codec(found[1]) if found else None
    if name is None:
        inside = _IN_HEAD.search(body, 0, _HEAD_BYTES)
        name = _codec(inside[1].decode("ascii", "ignore")) if inside else None
    return name


def _charset_of(body: bytes, content_type: str | None) -> str:
    """The codec of bytes that are no valid UTF-8."""
    label = declared_charset(body, content_type)
    if label is not None and label not in _WEAK and label not in _ARABIC and not label.startswith("utf"):
        return label
    if label in (None, _UTF_8) and _mostly_utf_8(body):
        return _UTF_8
    arabic = _arabic_codec(body)
    if arabic is not None:
        return arabic
    if label not in (None, _UTF_8, "ascii"):
        return label or _UTF_8
    sample = b"".join(_HIGH_RUNS.findall(body[: _SAMPLE_BYTES * 4]))[:_SAMPLE_BYTES]
    best = from_bytes(sample).best() if sample else None
    return best.encoding if best is not None else "cp1252"


_HIGH_RUNS = re.compile(rb"[^<>]{0,40}[\x80-\xff][^<>]{0,40}")


def _mostly_utf_8(body: bytes) -> bool:
    """Whether few bytes break the UTF-8: a page cut inside a letter, or with one foreign line."""
    text = body.decode(_UTF_8, "replace")
    broken = text.count(_BROKEN)
    good = len(text) - len(text.encode("ascii", "ignore")) - broken
    return good > 4 * broken


def _arabic_codec(body: bytes) -> str | None:
    """windows-1256 or ISO-8859-6 if the bytes read as Arabic in one of them."""
    body = body.translate(None, _ASCII_BUT_SPACE)[:_SAMPLE_BYTES]
    high = len(body) - body.count(b" ")
    windows, iso = body.count(_AL_1256), body.count(_AL_8859_6)
    # In running Arabic about one letter in 25 begins an "ال"; 1 in 100 leaves room for names and menus.
    if max(windows, iso) * 100 < high or max(windows, iso) == 0:
        return None
    codec = "cp1256" if windows >= iso else "iso8859-6"
    letters = sum("\u0600" <= character <= "\u06ff" for character in body.decode(codec, "ignore"))
    return codec if letters * 2 > high else None


def _wide(body: bytes) -> str | None:
    """Text in UTF-16 or UTF-32 without a mark, told by where the zero bytes of its ASCII are."""
    head = body[:64]
    zeros = [head[offset::4].count(0) for offset in range(4)]
    quarter = max(len(head) // 4, 1)
    codec = _WIDE.get("".join("0" if count * 2 > quarter else "x" for count in zeros))
    return body.decode(codec, "replace") if codec else None


def _codec(label: str) -> str | None:
    try:
        info = codecs.lookup(label.strip())
    except (LookupError, ValueError):
        return None
    # Codecs of Python that are no charsets (hex, zlib …) must not be reached by a label.
    return info.name if getattr(info, "_is_text_encoding", False) and info.name not in _NO_CHARSETS else None


_WIDE = {"x000": "utf-32-le", "000x": "utf-32-be", "x0x0": "utf-16-le", "0x0x": "utf-16-be"}
_NO_CHARSETS = {"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined", "mbcs", "utf-7"}
