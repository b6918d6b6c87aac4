"""Answers that drip, never end, are cut off, or are not what they say."""

import gzip
import threading

import brotli
import pytest
import zstandard

from tests.transforms.web.conftest import Handler, Site
from tests.transforms.web.test_http import MakeClient, failure
from transforms.web.http import HttpClient


@pytest.mark.parametrize("part", [b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n"])
def test_headers_or_body_that_drip(site: Site, make_client: MakeClient, part: bytes) -> None:
    client = make_client(total_timeout=0.5)
    gone = threading.Event()

    def drip(handler: Handler) -> None:
        handler.close_connection = True
        handler.wfile.write(part)
        # Never silent for as long as a single wait may take, and without an end.
        while not gone.wait(0.05):
            handler.wfile.write(b"x")

    site.answers["/"] = drip
    assert failure(client, site.url("/")).reason == "timeout"
    gone.set()


def test_silent_server(site: Site, make_client: MakeClient) -> None:
    client = make_client(read_timeout=0.2)
    over = threading.Event()
    site.answers["/"] = lambda handler: over.wait() and None
    assert failure(client, site.url("/")).reason == "timeout"
    over.set()


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd", ""])
def test_bomb_is_cut(site: Site, client: HttpClient, encoding: str) -> None:
    body = b"\0" * 5_000_000
    encoders = {"gzip": gzip.compress, "br": lambda data: brotli.compress(data, quality=3), "zstd": zstandard.compress}
    if encoding:
        body = encoders[encoding](body)
    site.answers["/"] = (200, {"Content-Encoding": encoding} if encoding else {}, body)
    assert failure(client, site.url("/")).reason == "too_large"


def test_endless_body(site: Site, client: HttpClient) -> None:
    def endless(handler: Handler) -> None:
        handler.close_connection = True
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        for _ in range(1000):
            handler.wfile.write(b"x" * 65536)

    site.answers["/"] = endless
    assert failure(client, site.url("/")).reason == "too_large"


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nsho",
    ],
)
def test_body_that_ends_too_early(site: Site, client: HttpClient, head: bytes) -> None:
    def cut(handler: Handler) -> None:
        handler.close_connection = True
        handler.wfile.write(head)

    site.answers["/"] = cut
    assert failure(client, site.url("/")).reason == "truncated"


@pytest.mark.parametrize("answer", [b"SSH-2.0-OpenSSH\r\n\r\n", b"HTTP/1.1 banana\r\n\r\n", b"\0" * 99 + b"\r\n\r\n"])
def test_server_that_speaks_something_else(site: Site, client: HttpClient, answer: bytes) -> None:
    def speak(handler: Handler) -> None:
        handler.close_connection = True
        handler.wfile.write(answer)

    site.answers["/"] = speak
    assert failure(client, site.url("/")).reason == "bad_response"


@pytest.mark.parametrize(
    ("head", "again", "reason"),
    [
        (b"HTTP/1.1 200 OK\r\nX: ", b"x" * 65536, "bad_response"),
        (b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n" * 5000, "bad_response"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;x=", b"x" * 65536, "bad_response"),
        (b"", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 100, "timeout"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", gzip.compress(b"") * 3000, "too_large"),
    ],
    ids=["a header", "headers", "a chunk's size", "hints", "empty members of gzip"],
)
def test_what_never_ends(site: Site, make_client: MakeClient, head: bytes, again: bytes, reason: str) -> None:
    def endless(handler: Handler) -> None:
        handler.close_connection = True
        handler.wfile.write(head)
        while True:
            handler.wfile.write(again)

    site.answers["/"] = endless
    assert failure(make_client(total_timeout=0.5 if reason == "timeout" else 30.0), site.url("/")).reason == reason


def test_wrong_content_encoding(site: Site, client: HttpClient) -> None:
    site.answers["/"] = (200, {"Content-Encoding": "gzip"}, b"not compressed")
    assert failure(client, site.url("/")).reason == "bad_encoding"
