"""Makes web archives like those of Common Crawl's news crawl: gzip members, pages of many languages, sizes and makes.

    python benchmarks/newsarchive.py FOLDER [--pages 30000] [--files 2] [--relevant 0.01] [--near 0.02] [--arabic 0.1]
        [--median 75000]

The Arabic texts are put together from the paragraphs of the demo newsroom, those in other languages from lists of
words; around each stand menus, teasers, styles and scripts as outlets have them. Sizes follow a log-normal law with a
median of 75 KB (`--median`), cut at 8 and 600 KB (real Arabic pages: 28 to 488 KB). One Arabic page in twelve is in
windows-1256, one in fifty has its letters as numeric references; one answer in seven is kept as it came, compressed,
one in ten in chunks. The same arguments give the same bytes.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import html
import io
import itertools
import math
import random
import uuid
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import Final, NamedTuple

from detection import articles
from fastwarc.stream_io import GzipWriter
from fastwarc.warc import WarcRecord, WarcRecordType

FIRST: Final = dt.datetime(2021, 1, 1, tzinfo=dt.UTC)
MEDIAN_BYTES: Final = 75_000
WORDS: Final = {
    "en": "the of and to in a is that for on with as was at by from has its are will government minister police court "
    "market president said year people new million city company group report home team world week season health",
    "ru": "и в на с что по из за его как для не это от года также после был которые может более время страны власти "
    "правительства министр город новости компания человек рынок день стороны россии москве президент сша заявил",
    "es": "de la que el en y los del las por con una para su al como más pero este entre cuando gobierno país ciudad "
    "presidente ministro mercado empresa años semana mundo partido equipo salud informe según nueva",
    "fr": "de la le et les des en un une du que pour dans qui sur par au plus avec son est pas gouvernement ville pays "
    "ministre marché entreprise année semaine monde équipe santé rapport selon nouvelle président",
    "tr": "ve bir bu için ile olarak daha çok en kadar sonra gibi olan yeni büyük başkan bakan şehir ülke hükümet "
    "piyasa şirket yıl hafta dünya takım sağlık rapor haber açıkladı",
    "fa": "و در به از که این را با برای است آن یک خود تا کرد بر هم نیز دولت وزیر شهر کشور بازار شرکت سال هفته جهان "
    "تیم سلامت گزارش خبر رئیس‌جمهور گفت",
}
LANGUAGES: Final = {"en": 0.5, "ru": 0.12, "es": 0.16, "fr": 0.1, "tr": 0.07, "fa": 0.05}
"""Of the pages that are not Arabic."""


class Mixture(NamedTuple):
    """What is in an archive: the shares of pages that report a contact, that name both sides and report none, that are
    Arabic at all.
    """

    relevant: float = 0.01
    near: float = 0.02
    arabic: float = 0.1
    median_bytes: int = MEDIAN_BYTES
    """Of the pages' sizes."""


class Kind(NamedTuple):
    """The articles from which pages of one kind are made: title and paragraphs."""

    texts: list[tuple[str, list[str]]]


def arabic_kinds() -> dict[str, Kind]:
    """`relevant`, `near miss` and `no candidate` (see benchmarks/detection.py)."""
    return {
        kind: Kind([(each.title or "", each.text.split("\n\n")) for each in found])
        for kind, found in articles(350).items()
    }


class Maker:
    """Makes the responses of one file."""

    def __init__(self, seed: int, mixture: Mixture) -> None:
        self.random = random.Random(seed)
        self.seed = seed
        self.median_bytes = mixture.median_bytes
        self.kinds = arabic_kinds()
        self.headlines = [title for title, _ in self.kinds["no candidate"].texts]
        self.loud = [title for title, _ in self.kinds["near miss"].texts]
        rest = max(0.0, mixture.arabic - mixture.relevant - mixture.near)
        self.chances = [mixture.relevant, mixture.near, rest, 1 - mixture.arabic]
        self.tokens = [self.random.randbytes(6).hex() for _ in range(4000)]

    def responses(self, pages: int) -> Iterator[tuple[str, dt.datetime, bytes]]:
        """URL, time and HTTP response of each page."""
        for number in range(pages):
            kind = self.random.choices(("relevant", "near miss", "no candidate", "other"), self.chances)[0]
            at = FIRST + dt.timedelta(minutes=number, days=self.seed)
            size = min(600_000, max(8_000, self.median_bytes * math.exp(self.random.gauss(0, 0.7))))
            language = "ar" if kind != "other" else self.random.choices(list(LANGUAGES), list(LANGUAGES.values()))[0]
            url = f"https://www.{language}{self.random.randrange(40)}.example/{at:%Y/%m}/{self.seed}-{number}.html"
            yield url, at, self._http(self._page(kind, language, url, at, int(size)), language)

    def _page(self, kind: str, language: str, url: str, at: dt.datetime, size: int) -> str:
        pick = self.random
        title, paragraphs = self._text(kind, language)
        menu = [self._headline(language) for _ in range(30)]
        teasers = [self._headline(language, 0.002) for _ in range(25)]
        head = (
            f'<!DOCTYPE html><html lang="{language}" dir="{"rtl" if language in ("ar", "fa") else "ltr"}"><head>'
            f'<meta charset="{{charset}}"><title>{html.escape(title)} | News</title>'
            f'<meta property="og:title" content="{html.escape(title)}"><meta property="og:url" content="{url}">'
            f'<meta property="article:published_time" content="{at.isoformat()}">'
            f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{title.replace(chr(34), "")}",'
            f'"datePublished":"{at.isoformat()}"}}</script>'
        )
        body = (
            "</head><body><header><nav>" + "".join(f'<a href="/s/{pick.randrange(999)}">{x}</a>' for x in menu)
            + f"</nav></header><main><article><h1>{html.escape(title)}</h1><time datetime='{at.isoformat()}'></time>"
            + "".join(f"<p>{html.escape(each)}</p>" for each in paragraphs)
            + "</article></main><aside class='most-read'><ul>"
            + "".join(f'<li><a href="/a/{pick.randrange(10**7)}"><h3>{x}</h3></a></li>' for x in teasers)
            + "</ul></aside><footer><p>&copy; News</p></footer>"
        )  # fmt: skip
        left = size - len((head + body).encode())
        style, data = self._style(max(0, left // 4)), self._data(max(0, left * 3 // 4))
        return f"{head}<style>{style}</style>{body}<script>window.__DATA__={data}</script></body></html>"

    def _text(self, kind: str, language: str) -> tuple[str, list[str]]:
        if language == "ar":
            return self.random.choice(self.kinds[kind].texts)
        return self._words(language, 9), [self._words(language, self.random.randrange(25, 90)) for _ in range(9)]

    def _headline(self, language: str, loud: float = 0.0) -> str:
        if language != "ar":
            return self._words(language, 8)
        return self.random.choice(self.loud if self.random.random() < loud else self.headlines)

    def _words(self, language: str, count: int) -> str:
        words = _LISTS[language]
        return " ".join(self.random.choices(words, _WEIGHTS[language], k=count)).capitalize() + "."

    def _style(self, size: int) -> str:
        rules = (f".c{token[:4]}-{token[4:7]}{{margin:{token[7]}px 0;color:#{token[:6]}}}" for token in self._stream())
        return _of_size(rules, size)

    def _data(self, size: int) -> str:
        values = (f'{{"id":"{each}","url":"/api/v1/{each[::-1]}","w":{int(each[:4], 16)}}},' for each in self._stream())
        return "[" + _of_size(values, size) + "0]"

    def _stream(self) -> Iterator[str]:
        start = self.random.randrange(len(self.tokens))
        return itertools.islice(itertools.cycle(self.tokens), start, None)

    def _http(self, page: str, language: str) -> bytes:
        charset = "utf-8"
        if language == "ar" and self.random.random() < 1 / 12:
            charset = "windows-1256"
        elif language == "ar" and self.random.random() < 1 / 50:
            page = "".join(f"&#{ord(char)};" if "\u0600" <= char <= "\u06ff" else char for char in page)
        body = page.replace("{charset}", charset, 1).encode(charset, "xmlcharrefreplace")
        headers = [f"Content-Type: text/html; charset={charset}", "Server: nginx", "Vary: Accept-Encoding"]
        if self.random.random() < 1 / 7:
            body = gzip.compress(body, 6, mtime=0)
            headers.append("Content-Encoding: gzip")
        if self.random.random() < 1 / 10:
            chunks = [body[at : at + 16_384] for at in range(0, len(body), 16_384)]
            body = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"
            headers.append("Transfer-Encoding: chunked")
        return "\r\n".join(["HTTP/1.1 200 OK", *headers]).encode() + b"\r\n\r\n" + body


_LISTS: Final = {language: words.split() for language, words in WORDS.items()}
_WEIGHTS: Final = {language: [1 / (rank + 2) for rank in range(len(words))] for language, words in _LISTS.items()}


def _of_size(pieces: Iterator[str], size: int) -> str:
    found: list[str] = []
    while size > 0:
        found.append(next(pieces))
        size -= len(found[-1])
    return "".join(found)


def write_archive(path: Path, pages: int, seed: int, mixture: Mixture) -> Path:
    """One WARC file, a gzip member for each record."""
    maker = Maker(seed, mixture)
    with path.open("wb") as file:
        for number, (url, at, response) in enumerate(maker.responses(pages)):
            record = WarcRecord()
            record.init_headers(WarcRecordType.response, f"uuid:{uuid.UUID(int=seed << 64 | number)}".encode())
            record.headers["WARC-Date"] = at.strftime("%Y-%m-%dT%H:%M:%SZ")
            record.headers["WARC-Target-URI"] = url
            record.headers["Content-Type"] = "application/http; msgtype=response"
            record.set_bytes_content(response)
            member = io.BytesIO()
            writer = GzipWriter(member, 6)
            record.write(writer)
            writer.finish()
            file.write(member.getvalue())
    return path


def write_archives(folder: Path, pages: int, files: int = 2, mixture: Mixture = Mixture()) -> list[Path]:  # noqa: B008
    """So many pages in so many files; what is there already is left as it is."""
    name = f"news-{pages}-{files}-" + "-".join(f"{each:g}" for each in mixture)
    paths = [folder / f"{name}-{number:03}.warc.gz" for number in range(files)]
    counts = [pages // files + (number < pages % files) for number in range(files)]
    missing = [
        (path.with_suffix(".new"), count, number, mixture)
        for number, (path, count) in enumerate(zip(paths, counts, strict=True))
        if not path.exists()
    ]
    folder.mkdir(parents=True, exist_ok=True)
    if missing:
        with get_context("spawn").Pool(2) as pool:
            for made in pool.starmap(write_archive, missing):
                made.rename(made.with_suffix(".gz"))
    return paths


def main() -> None:
    """Make the archives and say what they are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=30_000)
    parser.add_argument("--files", type=int, default=2)
    parser.add_argument("--relevant", type=float, default=0.01, help="share of pages that report a contact")
    parser.add_argument("--near", type=float, default=0.02, help="share of pages that name both sides and report none")
    parser.add_argument("--arabic", type=float, default=0.1, help="share of Arabic pages, these included")
    parser.add_argument("--median", type=int, default=MEDIAN_BYTES, help="of the pages' sizes")
    options = parser.parse_args()
    mixture = Mixture(options.relevant, options.near, options.arabic, options.median)
    for path in write_archives(options.folder, options.pages, options.files, mixture):
        print(f"{path}  {path.stat().st_size / 2**20:.1f} MiB")


if __name__ == "__main__":
    main()
