"""Content-Encoding undone piece by piece, so that no input can make more bytes than the reader asks for."""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Iterator
from typing import IO, cast

import brotli  # type: ignore[import-untyped]
import zstandard

PIECE_BYTES = 64 * 1024
"""Most bytes that one step of decompression makes."""

MAX_LAYERS = 3
"""Most encodings one body may be wrapped in."""

_ZSTD_WINDOW = 8 * 1024 * 1024  # RFC 9659: the largest window a Content-Encoding may ask for
_GZIP_MAGIC = b"\x1f\x8b\x08"


class EncodingError(Exception):
    """A body is not what its Content-Encoding says, or ends too early."""


def decompressed(pieces: Iterator[bytes], content_encoding: str) -> Iterator[bytes]:
    """The decoded body in pieces of at most `PIECE_BYTES`; raises EncodingError.

    `content_encoding` is the header's value: a list in the order of application, so undone from the end. A body
    that is still gzip afterwards (a compressed file served as such, or compressed twice) is undone once more.
    """
    names = [name.strip().lower() for name in content_encoding.split(",")]
    names = [name for name in names if name not in _NO_ENCODINGS]
    if len(names) > MAX_LAYERS:
        raise EncodingError(f"{len(names)} layers of Content-Encoding")
    for name in reversed(names):
        if name not in _DECODERS:
            raise EncodingError(f"unknown Content-Encoding {name!r}")
        pieces = _DECODERS[name](pieces)
    return _without_hidden_gzip(pieces)


def _without_hidden_gzip(pieces: Iterator[bytes]) -> Iterator[bytes]:
    head = _head(pieces, len(_GZIP_MAGIC))
    pieces = itertools.chain([head] if head else [], pieces)
    return _gunzipped(pieces) if head.startswith(_GZIP_MAGIC) else pieces


def _head(pieces: Iterator[bytes], length: int) -> bytes:
    """The first pieces joined, at least `length` bytes if there are as many."""
    head = b""
    while len(head) < length and (piece := next(pieces, None)) is not None:
        head += piece
    return head


def _gunzipped(pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield from _inflated(pieces, zlib.MAX_WBITS | 16)


def _undeflated(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """`deflate` means zlib's format; some servers send the raw one."""
    first = _head(pieces, 2)
    wrapped = len(first) > 1 and first[0] & 0x0F == 8 and (first[0] << 8 | first[1]) % 31 == 0
    yield from _inflated(itertools.chain([first], pieces), zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)


def _inflated(pieces: Iterator[bytes], wbits: int) -> Iterator[bytes]:
    engine = zlib.decompressobj(wbits)
    started = False
    for piece in pieces:
        rest = piece
        while rest:
            if engine.eof:
                # Members may follow each other; anything else after the end is padding.
                if wbits <= zlib.MAX_WBITS or not rest.startswith(_GZIP_MAGIC[: len(rest)]):
                    return
                engine = zlib.decompressobj(wbits)
            started = True
            try:
                made = engine.decompress(rest, PIECE_BYTES)
            except zlib.error as error:
                raise EncodingError(str(error)) from error
            rest = engine.unused_data if engine.eof else engine.unconsumed_tail
            if made:
                yield made
    while started and not engine.eof:
        made = engine.decompress(b"", PIECE_BYTES)
        if not made:
            raise EncodingError("compressed body ends too early")
        yield made


def _unbrotlied(pieces: Iterator[bytes]) -> Iterator[bytes]:
    engine = brotli.Decompressor()
    started = False
    for piece in pieces:
        started = started or bool(piece)
        given = piece
        while True:
            try:
                made = engine.process(given, output_buffer_limit=PIECE_BYTES)
            except brotli.error as error:
                raise EncodingError(str(error)) from error
            given = b""
            # The limit is only checked between growing steps of the output buffer.
            for start in range(0, len(made), PIECE_BYTES):
                yield made[start : start + PIECE_BYTES]
            if engine.is_finished():
                return
            # All input may be taken while output is still to come: only silence means that more is needed.
            if not made and engine.can_accept_more_data():
                break
    if started:
        raise EncodingError("compressed body ends too early")


class _Pieces:
    """The file that zstandard reads from."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._rest = piece
        size = len(self._rest) if size < 0 else size
        out, self._rest = self._rest[:size], self._rest[size:]
        return out


def _unzstded(pieces: Iterator[bytes]) -> Iterator[bytes]:
    engine = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    with engine.stream_reader(cast(IO[bytes], _Pieces(pieces)), read_across_frames=True) as reader:
        while True:
            try:
                made = reader.read(PIECE_BYTES)
            except zstandard.ZstdError as error:
                raise EncodingError(str(error)) from error
            if not made:
                return
            yield made


# What misconfigured servers write into the header though nothing is encoded.
_NO_ENCODINGS = ("", "identity", "none", "binary", "utf-8", "utf8", "text", "text/html")

_DECODERS = {
    "gzip": _gunzipped,
    "x-gzip": _gunzipped,
    "deflate": _undeflated,
    "br": _unbrotlied,
    "zstd": _unzstded,
}

ACCEPT_ENCODING = "gzip, deflate, br, zstd"
