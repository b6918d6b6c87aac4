"""The body of an archived response, with whatever its headers say of encodings undone as far as it is true.

Some tools archive what came over the wire, some what they made of it, and many of those keep the headers that no
longer hold.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from isal import isal_zlib

from transforms.web.decompression import EncodingError, decompressed

_CHUNK: Final = re.compile(rb"[ \t]*([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_LOOKS_DECODED: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*<|\s*$")
_AS_GZIP: Final = 31
_GZIP: Final = b"\x1f\x8b\x08"
_TOO_LARGE: Final = "more than {} bytes after decompression"


def archived_body(body: bytes, headers: Mapping[str, str], max_bytes: int) -> bytes:
    """The content of a response; raises EncodingError.

    Args:
        headers: of the response, names in lower case.
        max_bytes: most bytes that decompression may make.
    """
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _unchunked(body)
    encoding = headers.get("content-encoding", "")
    if not encoding and not body.startswith(_GZIP):
        return body
    if encoding and _LOOKS_DECODED.match(body):
        return body
    at_once = _gunzipped(body, max_bytes) if encoding.lower() == "gzip" else None
    if at_once is not None:
        return at_once
    content = bytearray()
    for piece in decompressed(iter((body,)), encoding):
        content += piece
        if len(content) > max_bytes:
            raise EncodingError(_TOO_LARGE.format(max_bytes))
    return bytes(content)


def _gunzipped(body: bytes, max_bytes: int) -> bytes | None:
    """A body that is one gzip member and nothing else, in a fraction of the time; null for whatever differs."""
    engine = isal_zlib.decompressobj(_AS_GZIP)
    try:
        content = engine.decompress(body, max_bytes)
    except isal_zlib.IsalError:  # type: ignore[misc]  # its stub says that it is an instance
        return None
    whole = engine.eof and not engine.unused_data and not content.startswith(_GZIP)
    return content if whole else None


def _unchunked(body: bytes) -> bytes:
    """The chunks of a body joined, as many as are whole; the body itself where it is not in chunks."""
    pieces: list[bytes] = []
    at = 0
    while match := _CHUNK.match(body, at):
        size = int(match[1], 16)
        if size == 0:
            return b"".join(pieces)
        pieces.append(body[match.end() : match.end() + size])
        at = match.end() + size
        at += 2 if body[at : at + 2] == b"\r\n" else 1 if body[at : at + 1] == b"\n" else 0
    # A body that ends within its chunks has lost its end; one that goes on otherwise never had chunks.
    return b"".join(pieces) if pieces and at >= len(body) else body
