"""What archived responses hold, whatever their headers say of encodings."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.web.archived_body import archived_body
from transforms.web.decompression import EncodingError, decompressed

PAGE = b"<html>" + b"word " * 500 + b"</html>"
MOST = 10_000
GZIP = {"content-encoding": "gzip"}
BODIES = {
    "one member": gzip.compress(PAGE),
    "two members": gzip.compress(PAGE[:9]) + gzip.compress(PAGE[9:]),
    "compressed twice": gzip.compress(gzip.compress(PAGE)),
    "padded": gzip.compress(PAGE) + bytes(20),
    "nothing": gzip.compress(b""),
    "as much as may be": gzip.compress(bytes(MOST)),
}


@pytest.mark.parametrize("kind", BODIES)
def test_gzip(kind: str) -> None:
    assert archived_body(BODIES[kind], GZIP, MOST) == b"".join(decompressed(iter((BODIES[kind],)), "gzip"))


@given(st.sampled_from(sorted(BODIES)), st.integers(0, 200), st.integers(1, 255))
def test_spoilt_gzip_is_an_error_or_what_it_was(kind: str, place: int, flipped: int) -> None:
    body = bytearray(BODIES[kind])
    body[place % len(body)] ^= flipped
    try:
        expected = b"".join(decompressed(iter((bytes(body),)), "gzip"))
    except EncodingError:
        expected = None
    try:
        found = archived_body(bytes(body), GZIP, MOST)
    except EncodingError:
        assert expected is None
    else:
        # Its header may be wrong in what does not matter.
        assert found in (expected, archived_body(BODIES[kind], GZIP, MOST))


def test_a_bomb_is_not_let_off() -> None:
    with pytest.raises(EncodingError, match="more than 10000 bytes"):
        archived_body(gzip.compress(bytes(MOST + 1)), GZIP, MOST)


@pytest.mark.parametrize("headers", [{}, GZIP, {"content-encoding": "br"}])
def test_what_was_decoded_before_it_was_archived(headers: dict[str, str]) -> None:
    assert archived_body(PAGE, headers, MOST) == PAGE
