"""The faults of the hostile newsroom, one switch each: what is sent in place of a healthy document."""

from __future__ import annotations

import gzip
import itertools
import zlib
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import brotli
import zstandard

from tests.hostile.internet import Answer, Document, Exchange

READ_SECONDS = 2.0
TOTAL_SECONDS = 4.0
"""The client's limits in these tests; slow answers are slower, and healthy ones have room on a busy machine."""

RETRY_AFTER_SECONDS = 7200
MEGABYTE = 1024 * 1024


class Fault(NamedTuple):
    """A fault, and how it must show."""

    answer: Answer
    feed: str | None
    """`feed_polls.outcome`; null: not a fault of feeds."""
    page: str | None
    """`pages.outcome:reason`; null: not a fault of pages."""
    https: bool = False


# --- slow and endless ------------------------------------------------------------------------------


def slow_headers(exchange: Exchange, document: Document) -> None:
    """Headers that drip and never end."""
    exchange.raw(itertools.chain([b"HTTP/1.1 200 OK\r\nX-Slow: "], [b"x"] * 120), pause=0.1)


def slow_body(exchange: Exchange, document: Document) -> None:
    """A body that drips: never silent for long, and far from done when the time is over."""
    exchange.head(200, {"Content-Type": document.content_type, "Content-Length": str(len(document.body))})
    exchange.raw((document.body[at : at + 1] for at in range(120)), pause=0.1)


def endless_body(exchange: Exchange, document: Document) -> None:
    """A body without an end, as fast as it is read."""
    exchange.head(200, {"Content-Type": document.content_type, "Connection": "close"})
    exchange.raw(itertools.chain([document.body], itertools.repeat(b" " * 65536, 4000)))


def endless_headers(exchange: Exchange, document: Document) -> None:
    """Headers without an end, as fast as they are read."""
    exchange.raw(itertools.chain([b"HTTP/1.1 200 OK\r\n"], itertools.repeat(b"X-Header: value\r\n" * 1000, 4000)))


def endless_hints(exchange: Exchange, document: Document) -> None:
    """One early hint after another, and never an answer."""
    exchange.raw(itertools.repeat(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", 120), pause=0.1)


# --- bombs: small on the wire, 256 MB when read -----------------------------------------------------

_BOMB_MEGABYTES = 256


def _zeros() -> Iterator[bytes]:
    return itertools.repeat(b"\0" * MEGABYTE, _BOMB_MEGABYTES)


@cache
def _gzip_bomb() -> bytes:
    engine = zlib.compressobj(1, zlib.DEFLATED, 31)
    return b"".join([*map(engine.compress, _zeros()), engine.flush()])


@cache
def _brotli_bomb() -> bytes:
    engine = brotli.Compressor(quality=1)
    return b"".join([*map(engine.process, _zeros()), engine.finish()])


@cache
def _zstd_bomb() -> bytes:
    engine = zstandard.ZstdCompressor(level=1).compressobj()
    return b"".join([*map(engine.compress, _zeros()), engine.flush()])


def _encoded(exchange: Exchange, document: Document, body: bytes, encoding: str) -> None:
    exchange.send(Document(body, document.content_type), Content_Encoding=encoding)


def gzip_bomb(exchange: Exchange, document: Document) -> None:
    """A gzip bomb."""
    _encoded(exchange, document, _gzip_bomb(), "gzip")


def brotli_bomb(exchange: Exchange, document: Document) -> None:
    """A brotli bomb."""
    _encoded(exchange, document, _brotli_bomb(), "br")


def zstd_bomb(exchange: Exchange, document: Document) -> None:
    """A Zstandard bomb."""
    _encoded(exchange, document, _zstd_bomb(), "zstd")


def nested_bomb(exchange: Exchange, document: Document) -> None:
    """A gzip bomb in gzip in brotli: a few hundred bytes on the wire."""
    _encoded(exchange, document, brotli.compress(gzip.compress(_gzip_bomb())), "gzip, gzip, br")


# --- redirects and addresses ------------------------------------------------------------------------


def _redirect(exchange: Exchange, target: str) -> None:
    exchange.send(Document(b"", "text/html"), 302, Location=target)


def redirect_loop(exchange: Exchange, document: Document) -> None:
    """To itself, for ever."""
    _redirect(exchange, f"{exchange.path.partition('?')[0]}?again")


def redirect_to_private(exchange: Exchange, document: Document) -> None:
    """To the address where clouds tell their secrets."""
    _redirect(exchange, "http://169.254.169.254/latest/meta-data/")


def redirect_to_mapped(exchange: Exchange, document: Document) -> None:
    """To loopback, as an IPv6 address that wraps it."""
    _redirect(exchange, "http://[::ffff:127.0.0.1]/admin")


def rebinding(exchange: Exchange, document: Document) -> None:
    """The name comes to mean a private address after the first answer (see `newsroom`)."""
    exchange.server.internet.redirected[exchange.headers["Host"]] = ["10.0.0.7", "::1"]
    exchange.close_connection = True
    _redirect(exchange, f"{exchange.path.partition('?')[0]}?again")


# --- broken HTTP ------------------------------------------------------------------------------------


def healthy(exchange: Exchange, document: Document) -> None:
    """Nothing wrong; with `https`, only the certificate is."""
    exchange.send(document)


def wrong_length(exchange: Exchange, document: Document) -> None:
    """More promised than sent."""
    exchange.head(200, {"Content-Type": document.content_type, "Content-Length": str(len(document.body) + 999)})
    exchange.raw([document.body])


def truncated_chunked(exchange: Exchange, document: Document) -> None:
    """The connection ends within a chunk."""
    exchange.head(200, {"Content-Type": document.content_type, "Transfer-Encoding": "chunked"})
    exchange.raw([b"%x\r\n" % len(document.body), document.body[:200]])


def throttled(exchange: Exchange, document: Document) -> None:
    """429 with Retry-After."""
    exchange.send(Document(b"slow down", "text/plain"), 429, Retry_After=str(RETRY_AFTER_SECONDS))


def storm_of_503(exchange: Exchange, document: Document) -> None:
    """503 to everything, without a word about when to come back."""
    exchange.send(Document(b"<h1>503</h1>", "text/html"), 503)


# --- documents that lie or attack --------------------------------------------------------------------


def wrong_charset(exchange: Exchange, document: Document) -> None:
    """windows-1256 that says it is UTF-8, in the header and in itself."""
    text = document.body.decode()
    kind = document.content_type.partition(";")[0]
    exchange.send(Document(text.encode("cp1256", "replace"), f"{kind}; charset=utf-8"))


def wrong_charset_back(exchange: Exchange, document: Document) -> None:
    """UTF-8 that says it is windows-1256."""
    kind = document.content_type.partition(";")[0]
    body = document.body.decode().replace("utf-8", "windows-1256").encode()
    exchange.send(Document(body, f"{kind}; charset=windows-1256"))


@cache
def _nested_xml() -> bytes:
    return b'<?xml version="1.0"?><rss version="2.0"><channel>' + b"<a>" * (5 * MEGABYTE // 3)


def nested_xml(exchange: Exchange, document: Document) -> None:
    """5 MB of elements inside each other."""
    exchange.send(Document(_nested_xml(), document.content_type))


def dense_xml(exchange: Exchange, document: Document) -> None:
    """2.5 million entities in the largest feed that is read."""
    text = document.body.replace(b"</channel>", b"&x;" * 2_500_000 + b"</channel>")
    exchange.send(Document(gzip.compress(text, 1), document.content_type), Content_Encoding="gzip")


def attribute_bomb(exchange: Exchange, document: Document) -> None:
    """One tag of 200,000 attributes: a parser takes time that grows with their square."""
    attributes = " ".join(f'a{number}=""' for number in range(200_000))
    kind = b"channel" if b"<channel>" in document.body else b"body"
    body = document.body.replace(b"<%s>" % kind, b"<%s %s>" % (kind, attributes.encode()))
    exchange.send(Document(body, document.content_type))


def open_markup_bomb(exchange: Exchange, document: Document) -> None:
    """Comments and tags that begin and never end: each would be sought an end to the last letter."""
    text = (b"<!--" * 25_000 + b"<title" * 25_000).join([b"<![CDATA[", b"]]>"])
    body = document.body.replace(b"</title>", text + b"</title>", 1)
    exchange.send(Document(body, document.content_type))


def json_bomb(exchange: Exchange, document: Document) -> None:
    """A JSON Feed of 2.5 million empty items: half a gigabyte of objects."""
    items = b"{}," * 2_500_000
    body = b'{"version": "https://jsonfeed.org/version/1.1", "items": [' + items + b"{}]}"
    exchange.send(Document(body, "application/feed+json"))


def wide_bomb(exchange: Exchange, document: Document) -> None:
    """Elements inside each other, in UTF-16."""
    body = ("<rss><channel>" + "<a>" * 1_000_000).encode("utf-16")
    exchange.send(Document(body, "application/rss+xml"))


_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def entity_expansion(exchange: Exchange, document: Document) -> None:
    """A billion laughs: entities that would grow to gigabytes."""
    _with_entities(exchange, document, f'<!ENTITY l0 "{"ha" * 20}">{_LAUGHS}', "&l9;")


def quadratic_expansion(exchange: Exchange, document: Document) -> None:
    """One long entity named very often: 5 GB."""
    _with_entities(exchange, document, f'<!ENTITY l0 "{"ha" * 50_000}">', "&l0;" * 50_000)


def external_entities(exchange: Exchange, document: Document) -> None:
    """Entities, a DTD and an inclusion that name files and other hosts."""
    host = "http://canary.example"
    declared = f'<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b SYSTEM "{host}/b"><!ENTITY % c SYSTEM "{host}/c">%c;'
    _with_entities(exchange, document, declared, "&a;&b;")


def _with_entities(exchange: Exchange, document: Document, declared: str, used: str) -> None:
    text = document.body.decode()
    kind = "rss" if "<rss" in text else "html"
    doctype = f'<!DOCTYPE {kind} SYSTEM "http://canary.example/dtd" [{declared}]>'
    text = text.replace("<!doctype html>", "").replace(f"<{kind}", f"{doctype}<{kind}", 1)
    text = text.replace("</title>", f" {used}</title>")
    exchange.send(Document(text.encode(), document.content_type))


@cache
def _binary() -> bytes:
    return b"\x7fELF" + bytes(range(256)) * (2 * MEGABYTE // 256)


def binary_as_html(exchange: Exchange, document: Document) -> None:
    """A program that says it is a page."""
    exchange.send(Document(_binary(), document.content_type))


@cache
def _million_links() -> bytes:
    engine = zlib.compressobj(1, zlib.DEFLATED, 31)
    links = (b"<a href=/%d>" % number for number in range(1_000_000))
    return b"".join([engine.compress(b"<html><body>"), *map(engine.compress, links), engine.flush()])


def million_links(exchange: Exchange, document: Document) -> None:
    """A web page of a million links, 14 MB; compressed, as it would be sent."""
    _encoded(exchange, Document(b"", "text/html"), _million_links(), "gzip")


@cache
def _many_links() -> bytes:
    return b"<html><body>" + b"".join(b"<a href=/%d>\n" % number for number in range(450_000))


def many_links(exchange: Exchange, document: Document) -> None:
    """As many links as fit into the largest page that is read."""
    exchange.send(Document(_many_links(), "text/html"))


def many_alternates(exchange: Exchange, document: Document) -> None:
    """A web page that offers 100,000 feeds, where a feed should be."""
    link = '<link rel="alternate" type="application/rss+xml" href="/feed-{}">'
    page = "<html><head>" + "".join(map(link.format, range(100_000)))
    exchange.send(Document(page.encode(), "text/html"))


def cut_short(exchange: Exchange, document: Document) -> None:
    """Less promised than there is: a Content-Length that counts letters instead of bytes, say."""
    exchange.head(200, {"Content-Type": document.content_type, "Content-Length": str(len(document.body) * 9 // 10)})
    exchange.raw([document.body])


def null_bytes(exchange: Exchange, document: Document) -> None:
    """Null bytes between the words."""
    exchange.send(Document(document.body.replace(b" ", b" \0\0"), document.content_type))


TIMEOUT, TRUNCATED = "retry:timeout", "retry:truncated"
TOO_LARGE, PRIVATE = "failed:too_large", "failed:private_address"

FAULTS: dict[str, Fault] = {
    "slow-headers": Fault(slow_headers, "timeout", TIMEOUT),
    "slow-body": Fault(slow_body, "timeout", TIMEOUT),
    "endless-hints": Fault(endless_hints, "timeout", TIMEOUT),
    "endless-headers": Fault(endless_headers, "bad_response", "retry:bad_response"),
    "endless-body": Fault(endless_body, "too_large", TOO_LARGE),
    "gzip-bomb": Fault(gzip_bomb, "too_large", TOO_LARGE),
    "brotli-bomb": Fault(brotli_bomb, "too_large", TOO_LARGE),
    "zstd-bomb": Fault(zstd_bomb, "too_large", TOO_LARGE),
    "nested-bomb": Fault(nested_bomb, "too_large", TOO_LARGE),
    "redirect-loop": Fault(redirect_loop, "too_many_redirects", "retry:too_many_redirects"),
    "redirect-to-private": Fault(redirect_to_private, "private_address", PRIVATE),
    "redirect-to-mapped": Fault(redirect_to_mapped, "private_address", PRIVATE),
    "rebinding": Fault(rebinding, "private_address", PRIVATE),
    "bad-tls": Fault(healthy, "tls", "retry:tls", https=True),
    "wrong-length": Fault(wrong_length, "truncated", TRUNCATED),
    "truncated-chunked": Fault(truncated_chunked, "truncated", TRUNCATED),
    "cut-short": Fault(cut_short, "ok", "reported:None"),
    "throttled": Fault(throttled, "throttled", "retry:http_429"),
    "storm-of-503": Fault(storm_of_503, "http_503", "retry:http_503"),
    "wrong-charset": Fault(wrong_charset, "ok", "reported:None"),
    "wrong-charset-back": Fault(wrong_charset_back, "ok", "reported:None"),
    "nested-xml": Fault(nested_xml, "too_deep", "no_text:too_large"),
    "dense-xml": Fault(dense_xml, "too_complex", None),
    "attribute-bomb": Fault(attribute_bomb, "too_complex", "no_text:too_large"),
    "open-markup-bomb": Fault(open_markup_bomb, "ok", "reported:None"),
    "json-bomb": Fault(json_bomb, "too_complex", None),
    "wide-bomb": Fault(wide_bomb, "too_deep", None),
    "entity-expansion": Fault(entity_expansion, "ok", "reported:None"),
    "quadratic-expansion": Fault(quadratic_expansion, "ok", "reported:None"),
    "external-entities": Fault(external_entities, "ok", "reported:None"),
    "binary-as-html": Fault(binary_as_html, "not_a_feed", "no_text:not_html"),
    "million-links": Fault(million_links, "too_large", TOO_LARGE),
    "many-links": Fault(many_links, "html_not_feed", "no_text:too_large"),
    "many-alternates": Fault(many_alternates, "html_not_feed", None),
    "null-bytes": Fault(null_bytes, "ok", "reported:None"),
}
"""Name to fault. The name is part of the host that has it: `feed-NAME.example` and `page-NAME.example`."""

HEAVY = ("bomb", "endless", "xml", "expansion", "links", "alternates", "binary")
"""Parts of the names of the faults that attack memory."""


def prepare() -> None:
    """Make the large documents now, so that making them is not put down to the reader."""
    for make in (_gzip_bomb, _brotli_bomb, _zstd_bomb, _nested_xml, _binary, _million_links, _many_links):
        make()
