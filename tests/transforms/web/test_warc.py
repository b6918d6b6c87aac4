"""Responses are read out of archives: each once however the file is cut, and around what is broken."""

from __future__ import annotations

import gzip
import io
import itertools
import random
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.web.archives import archive, numbered, zstd_archive
from transforms.web import warc
from transforms.web.warc import REASONS, ArchivedResponse, BrokenRecord, Skipped, responses

PAGES = numbered(12)
GZIP = archive(PAGES)
ZSTD = zstd_archive(PAGES)
PLAIN = archive(PAGES, gzip=False)
ONE_MEMBER = gzip.compress(PLAIN)
URLS = [url for url, _ in PAGES]


def read(data: bytes, cuts: tuple[int, ...] = ()) -> list[ArchivedResponse | Skipped | BrokenRecord]:
    """Everything in the file, read in parts."""
    ends = [0, *sorted(cut for cut in cuts if 0 < cut < len(data)), max(1, len(data))]
    return [each for a, b in itertools.pairwise(ends) for each in responses(io.BytesIO(data), a, b)]


def urls(found: list[ArchivedResponse | Skipped | BrokenRecord]) -> list[str]:
    return [each.url for each in found if isinstance(each, ArchivedResponse)]


def broken(found: list[ArchivedResponse | Skipped | BrokenRecord]) -> list[tuple[int, str]]:
    return [(each.offset, each.reason) for each in found if isinstance(each, BrokenRecord)]


@pytest.mark.parametrize("data", [GZIP, ZSTD, PLAIN, ONE_MEMBER, zstandard.compress(PLAIN)], ids=range(5))
def test_every_response(data: bytes) -> None:
    found = read(data)
    assert urls(found) == URLS
    assert [each.body for each in found] == [body for _, body in PAGES]
    assert found[0].status == 200
    assert found[0].headers == {"content-type": "text/html; charset=utf-8"}
    assert found[0].at.isoformat() == "2023-06-28T10:11:12+00:00"


@given(st.sampled_from([GZIP, ZSTD, PLAIN, ONE_MEMBER]), st.lists(st.integers(0, 40_000), max_size=6))
@settings(deadline=None)
def test_parts_give_each_record_once(data: bytes, cuts: list[int]) -> None:
    assert read(data, tuple(cuts)) == read(data)


@pytest.mark.parametrize("shift", [-1, 0, 1])
def test_parts_cut_at_a_record(shift: int) -> None:
    for each in read(GZIP):
        assert urls(read(GZIP, (each.offset + shift,))) == URLS


@pytest.mark.parametrize("data", [GZIP, ZSTD], ids=["gzip", "zstd"])
@pytest.mark.parametrize("place", [0, 2, 40])
def test_a_damaged_record_costs_itself(data: bytes, place: int) -> None:
    victim = read(data)[5].offset + place
    spoilt = data[:victim] + bytes(byte ^ 0xFF for byte in data[victim : victim + 4]) + data[victim + 4 :]
    found = read(spoilt)
    assert urls(found) == URLS[:5] + URLS[6:]
    assert broken(found) == [(victim - place, "damaged")]
    for cut in (victim - place, victim - place - 3, victim + 30):
        assert read(spoilt, (cut,)) == found


def test_a_wrong_checksum() -> None:
    end = read(GZIP)[4].offset
    found = read(GZIP[: end - 5] + b"\0" + GZIP[end - 4 :])
    assert len(broken(found)) <= 1
    assert set(URLS) - set(urls(found)) <= {URLS[3]}


@pytest.mark.parametrize("kept", [20, 60, 150, 250, 300, 350, 500])
def test_a_file_cut_short(kept: int) -> None:
    last = read(GZIP)[-1].offset
    found = read(GZIP[: last + kept])
    assert urls(found) == URLS[:-1]
    assert broken(found) == [(last, "truncated")]


def test_rubbish_between_records() -> None:
    place = read(GZIP)[3].offset
    found = read(GZIP[:place] + b"rubbish" * 20 + GZIP[place:])
    assert urls(found) == URLS
    assert broken(found) == [(place, "damaged")]


@pytest.mark.parametrize(
    "data", [b"", b" ", b"<html>" * 100, gzip.compress(b"no archive"), b"\x1f\x8b\x08", b"WARC/"], ids=range(6)
)
def test_what_is_no_archive(data: bytes) -> None:
    found = read(data)
    assert urls(found) == []
    assert {reason for _, reason in broken(found)} <= set(REASONS)


@given(st.data())
@settings(deadline=None, max_examples=60)
def test_no_damage_stops_the_reader(data: st.DataObject) -> None:
    given_bytes = bytearray(data.draw(st.sampled_from([GZIP, ZSTD, PLAIN])))
    chosen = random.Random(data.draw(st.integers(0, 10_000)))
    for _ in range(chosen.randrange(1, 5)):
        at = chosen.randrange(len(given_bytes))
        match chosen.randrange(3):
            case 0:
                given_bytes[at : at + chosen.randrange(60)] = chosen.randbytes(chosen.randrange(60))
            case 1:
                given_bytes[at] ^= 1 << chosen.randrange(8)
            case 2:
                del given_bytes[at : at + chosen.randrange(400)]
    cut = chosen.randrange(len(given_bytes))
    found = read(bytes(given_bytes))
    assert len(urls(found)) >= len(URLS) - 10
    assert {reason for _, reason in broken(found)} <= set(REASONS)
    assert set(urls(read(bytes(given_bytes), (cut,)))) <= {*urls(found), *URLS}


class NoWholeRecords:
    """Reads nothing at once, so that all is left to the parser."""

    complete = False
    last = None

    def __init__(self, *_: object) -> None:
        pass

    def __iter__(self) -> Iterator[Any]:
        return iter(())


@given(st.data())
@settings(deadline=None, max_examples=150)
def test_records_read_at_once_are_those_of_the_parser(data: st.DataObject) -> None:
    chosen = random.Random(data.draw(st.integers(0, 1_000_000)))
    if chosen.random() < 0.5:
        spoilt = bytearray(GZIP)
        for _ in range(chosen.randrange(1, 4)):
            at = chosen.randrange(len(spoilt))
            spoilt[at : at + chosen.randrange(30)] = chosen.randbytes(chosen.randrange(1, 30))
    else:
        spoilt = bytearray(b"".join(chosen.choice(PIECES) for _ in range(chosen.randrange(1, 9))))
    cuts = tuple(chosen.randrange(len(spoilt)) for _ in range(chosen.randrange(3)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(warc, "WholeRecords", NoWholeRecords)
        parsed = read(bytes(spoilt), cuts)
    assert read(bytes(spoilt), cuts) == parsed


def _record(block: bytes, **headers: str) -> bytes:
    given_headers = {
        "WARC-Type": "response", "WARC-Record-ID": "<urn:uuid:1>", "WARC-Date": "2024-01-01T00:00:00Z",
        "WARC-Target-URI": "<https://a.example/1>", "Content-Type": "application/http; msgtype=response",
        "Content-Length": str(len(block)),
    } | {name.replace("_", "-"): value for name, value in headers.items()}  # fmt: skip
    head = "".join(f"{name}: {value}\r\n" for name, value in given_headers.items() if value)
    return gzip.compress(b"WARC/1.0\r\n" + head.encode() + b"\r\n" + block + b"\r\n\r\n")


def test_ordinary_archives_need_no_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc, "_Reader", None)
    assert urls(read(GZIP, (3000, 5000))) == URLS


OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\nbody"

PIECES = [
    _record(OK), _record(OK, WARC_Type="Request"), _record(OK, Content_Length="60"), _record(OK, Content_Length="9999"),
    _record(OK, Content_Length="20"), _record(OK, WARC_Date="2024-01-01T00:00:00"),
    _record(OK, Content_Type="text/dns"),
    _record(OK, Odd="\u0645"), _record(b""), _record(OK)[:-5], _record(OK)[:40], gzip.compress(b"no record"),
    gzip.compress(b""), b"rubbish", bytes(7),
]  # fmt: skip


@pytest.mark.parametrize(
    ("block", "headers", "body"),
    [
        (OK, {}, {"content-type": "text/html"}),
        (OK.replace(b"\r\n", b"\n"), {}, {"content-type": "text/html"}),
        (b"HTTP/2 200\r\nx: 1\r\nX: 2\r\n\r\nbody", {}, {"x": "1, 2"}),
        (b"HTTP/1.1 200 OK\r\na: b\r\n c\r\nno colon\r\n\r\nbody", {}, {"a": "b c"}),
        (b"HTTP/1.1 200 \xd8\xa7\r\nx: \xe9\r\n\r\nbody", {}, {"x": "é"}),
        (OK, {"WARC_Date": "nonsense"}, {"content-type": "text/html"}),
    ],
)
def test_http_heads(block: bytes, headers: dict[str, str], body: dict[str, str]) -> None:
    (found,) = read(_record(block, **headers))
    assert isinstance(found, ArchivedResponse)
    assert (found.url, found.status, found.headers, found.body) == ("https://a.example/1", 200, body, b"body")


@pytest.mark.parametrize(
    ("block", "headers", "reason"),
    [(b"<html></html>", {}, "bad_http"), (b"", {}, "bad_http"), (OK, {"WARC_Target_URI": ""}, "bad_url")],
)
def test_records_that_hold_no_response(block: bytes, headers: dict[str, str], reason: str) -> None:
    found = read(_record(block, **headers) + _record(OK))
    assert broken(found) == [(0, reason)]
    assert urls(found) == ["https://a.example/1"]


@pytest.mark.parametrize("length", ["60", "900", "99999999"])
def test_a_length_that_says_too_much_costs_one_record(length: str) -> None:
    good = [_record(OK, WARC_Target_URI=f"https://a.example/{n}") for n in range(4)]
    wrong = _record(OK, Content_Length=length)
    found = read(good[0] + wrong + good[1] + good[2] + good[3])
    assert urls(found) == [f"https://a.example/{n}" for n in range(4)]
    assert broken(found) == [(len(good[0]), "damaged")]
    for cut in range(len(good[0]) - 1, len(good[0] + wrong) + 3, 20):
        assert urls(read(good[0] + wrong + good[1] + good[2] + good[3], (cut,))) == urls(found)


def test_a_record_in_several_members() -> None:
    whole = zlib.decompress(_record(OK + bytes(500)), 31)
    data = gzip.compress(whole[:200]) + gzip.compress(whole[200:400]) + gzip.compress(whole[400:])
    found = read(_record(OK) + data + _record(OK))
    assert [type(each) for each in found] == [ArchivedResponse] * 3
    assert len(found[1].body) == 504


def test_what_is_passed_over() -> None:
    dns = _record(b"example.org 1.2.3.4", Content_Type="text/dns")
    huge = _record(b"HTTP/1.1 200 OK\r\n\r\n" + bytes(9 << 20))
    found = read(dns + huge + _record(OK))
    assert [type(each) for each in found] == [Skipped, Skipped, ArchivedResponse]


def test_offsets_are_those_of_members() -> None:
    for each in read(GZIP):
        assert zlib.decompressobj(31).decompress(GZIP[each.offset :], 5) == b"WARC/"
