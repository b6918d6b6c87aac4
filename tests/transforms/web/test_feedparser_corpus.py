"""The test feeds of feedparser, well-formed and not, served over HTTP with the headers their comments ask for."""

import io
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path

import feedparser
import pytest

from tests.transforms.web.conftest import NOW, Site, a_feed
from transforms.web.http import HttpClient
from transforms.web.polling import OUTCOMES, poll_feed

_HEADER = re.compile(rb"^Header:\s*([\w-]+):\s*([^\r\n]*)", re.MULTILINE)


@pytest.fixture(scope="module")
def corpus(shared: Path) -> Iterator[tarfile.TarFile]:
    path = shared / "data" / "feedparser_corpus.tar.gz"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    with tarfile.open(path) as archive:
        yield archive


def test_every_feed_is_read_or_refused_with_a_reason(corpus: tarfile.TarFile, site: Site, client: HttpClient) -> None:
    polled = 0
    for member in corpus:
        file = corpus.extractfile(member)
        if file is None:
            continue
        body = file.read()
        headers = {name.decode(): value.decode("latin-1").strip() for name, value in _HEADER.findall(body)}
        site.answers["/feed"] = (200, headers, body)
        poll, _ = poll_feed(a_feed(site.url("/feed")), None, NOW, client.get)
        assert poll.outcome in OUTCOMES, member.name
        if "/wellformed/" in member.name:
            lower = {name.lower(): value for name, value in headers.items()}
            entries = feedparser.parse(io.BytesIO(body), response_headers=lower).entries
            assert poll.items == len(entries), member.name
        polled += 1
    assert polled > 2000
