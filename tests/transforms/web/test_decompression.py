import gzip
import zlib
from collections.abc import Callable, Iterator

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from transforms.web.decompression import PIECE_BYTES, EncodingError, decompressed


def raw_deflate(data: bytes) -> bytes:
    engine = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return engine.compress(data) + engine.flush()


ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
}


def pieces_of(data: bytes, size: int = 7) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


@pytest.mark.parametrize("encoding", ENCODERS)
@given(data=st.binary(max_size=2000), size=st.integers(1, 500))
def test_what_was_encoded_comes_back(encoding: str, data: bytes, size: int) -> None:
    # A body that is itself gzip is undone too, which is not the matter here.
    data = b"<" + data
    assert b"".join(decompressed(pieces_of(ENCODERS[encoding](data), size), encoding)) == data


def test_raw_deflate_is_read_like_the_wrapped_one() -> None:
    assert b"".join(decompressed(pieces_of(raw_deflate(b"abc" * 99)), "deflate")) == b"abc" * 99


def test_layers_are_undone_from_the_last() -> None:
    body = brotli.compress(gzip.compress(b"<rss/>"))
    assert b"".join(decompressed(pieces_of(body), "gzip, br")) == b"<rss/>"


def test_gzip_of_several_members_with_padding() -> None:
    body = gzip.compress(b"<a>") + gzip.compress(b"</a>") + b"\0" * 9
    assert b"".join(decompressed(pieces_of(body), "gzip")) == b"<a></a>"


def test_compressed_file_served_without_a_header_is_undone() -> None:
    assert b"".join(decompressed(pieces_of(gzip.compress(b"<rss/>")), "")) == b"<rss/>"


@pytest.mark.parametrize("encoding", ENCODERS)
def test_a_bomb_comes_in_small_pieces(encoding: str) -> None:
    zeros = b"\0" * 5_000_000
    bomb = brotli.compress(zeros, quality=3) if encoding == "br" else ENCODERS[encoding](zeros)
    for count, piece in enumerate(decompressed(iter([bomb]), encoding)):
        assert len(piece) <= PIECE_BYTES
        if count == 20:
            break


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_body_that_ends_too_early(encoding: str) -> None:
    body = ENCODERS[encoding](bytes(range(256)) * 40)
    with pytest.raises(EncodingError):
        list(decompressed(pieces_of(body[:-9]), encoding))


@pytest.mark.parametrize("encoding", [*ENCODERS, "compress", "gzip, gzip, gzip, gzip"])
def test_body_that_is_not_what_it_says(encoding: str) -> None:
    with pytest.raises(EncodingError):
        list(decompressed(pieces_of(b"\xffplain text, not compressed at all"), encoding))


@pytest.mark.parametrize("encoding", ["", "identity", "utf-8", *ENCODERS])
def test_empty_body_stays_empty(encoding: str) -> None:
    assert list(decompressed(iter([]), encoding)) == []
