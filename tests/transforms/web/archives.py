"""Archives for tests, put together from bytes and with another library than the one that reads them."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable

import zstandard
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

PAGE = b"<html><body><p>%s</p></body></html>"


def archive(pages: Iterable[tuple[str, bytes]], *, gzip: bool = True, headers: Iterable[tuple[str, str]] = ()) -> bytes:
    """A WARC file: warcinfo, and for each page its request and its response."""
    with warnings.catch_warnings():
        # warcio leaves its temporary files to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        return _written(pages, gzip, headers)


def _written(pages: Iterable[tuple[str, bytes]], gzip: bool, headers: Iterable[tuple[str, str]]) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=gzip)
    writer.write_record(writer.create_warcinfo_record("test.warc.gz", {"software": "warcio"}))
    for url, body in pages:
        http = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8"), *headers], protocol="HTTP/1.1")
        response = writer.create_warc_record(
            url, "response", payload=io.BytesIO(body), http_headers=http,
            warc_headers_dict={"WARC-Date": "2023-06-28T10:11:12Z"},
        )  # fmt: skip
        asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "x")], is_http_request=True)
        request = writer.create_warc_record(url, "request", payload=io.BytesIO(b""), http_headers=asked)
        writer.write_request_response_pair(request, response)
    return out.getvalue()


def zstd_archive(pages: Iterable[tuple[str, bytes]]) -> bytes:
    """The same with a zstd frame for each record."""
    plain = archive(pages, gzip=False)
    compressor = zstandard.ZstdCompressor()
    starts = [0]
    while (at := plain.find(b"\r\n\r\nWARC/1.0\r\n", starts[-1])) >= 0:
        starts.append(at + 4)
    return b"".join(compressor.compress(plain[a:b]) for a, b in zip(starts, [*starts[1:], len(plain)], strict=True))


def numbered(count: int, words: int = 200) -> list[tuple[str, bytes]]:
    """Pages that differ."""
    texts = (b" ".join(b"%x" % (number * 7919 + word) for word in range(words)) for number in range(count))
    return [(f"https://www.outlet{number % 3}.example/{number}", PAGE % text) for number, text in enumerate(texts)]
