"""How fast feeds are polled and pages fetched from many hosts, beside Scrapy over the same pages in the same run.

    pip install -e .[benchmark]
    python benchmarks/fetching.py [--hosts 200] [--feeds 1000] [--pages 3000] [--latency 0.2] [--rounds 3]

A server of its own process listens on loopback addresses (127.0.x.y, one for each host) and answers every request after
`--latency` seconds. Three programs ask it, each in a process of its own, never two requests at a time to a host:

    cycle     a whole cycle: poll the feeds, fetch the pages that they list, gate, extract, write the tables
    fetching  the client of transforms.web alone, given the addresses of the pages
    scrapy    Scrapy, given the same addresses

Times are those between the first and the last request that the server saw of a kind, and one answer; memory is the most
that the process held.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, ClassVar

import psutil
from rich.console import Console
from rich.table import Table

_CONTROL = "127.0.0.1"
_SENTENCE = "ذكرت مصادر محلية أن أعمال الصيانة على الطريق الساحلي مستمرة، وأن السير يحول إلى الشارع الموازي حتى الأحد. "


def host(number: int) -> str:
    """The address of a host."""
    return f"127.0.{1 + number // 100}.{1 + number % 100}"


def feed_urls(options: argparse.Namespace) -> list[str]:
    return [f"http://{host(n % options.hosts)}:{options.port}/feed/{n}" for n in range(options.feeds)]


def page_urls(options: argparse.Namespace) -> list[str]:
    return [f"http://{host(n % options.hosts)}:{options.port}/story/{n}" for n in range(options.pages)]


# --- the server ------------------------------------------------------------------------------------


class _Server(asyncio.Protocol):
    """Keeps its connections; one answer at a time on each."""

    log: ClassVar[list[tuple[str, str, float, float]]] = []
    busy: ClassVar[Counter[str]] = Counter()
    most_at_once = 0

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.waiting = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.address = transport.get_extra_info("sockname")[0]

    def data_received(self, data: bytes) -> None:
        self.waiting += data
        while b"\r\n\r\n" in self.waiting:
            request, _, self.waiting = self.waiting.partition(b"\r\n\r\n")
            path = request.split(b" ", 2)[1].decode()
            if self.address == _CONTROL:
                self._answer(json.dumps(self._told()).encode(), "application/json")
                continue
            cls = type(self)
            cls.busy[self.address] += 1
            cls.most_at_once = max(cls.most_at_once, cls.busy[self.address])
            loop = asyncio.get_running_loop()
            loop.call_later(self.options.latency, self._serve, path, loop.time())

    def _serve(self, path: str, asked_at: float) -> None:
        kind, _, number = path.strip("/").partition("/")
        type(self).busy[self.address] -= 1
        self.log.append((kind, path, asked_at, asyncio.get_running_loop().time()))
        if kind == "feed":
            self._answer(self._feed(int(number)), "application/rss+xml; charset=utf-8")
        elif kind == "story":
            self._answer(_page(int(number)), "text/html; charset=utf-8")
        else:
            self._answer(b"User-agent: *\nDisallow: /private\n", "text/plain")

    def _feed(self, number: int) -> bytes:
        items = "".join(
            f"<item><title>خبر {page}</title><link>http://{self.address}:{self.options.port}/story/{page}</link>"
            f"<guid>{page}</guid><pubDate>Tue, 10 Jun 2025 10:00:00 +0200</pubDate></item>"
            for page in range(number, self.options.pages, self.options.feeds)
        )
        head = f'<?xml version="1.0"?><rss version="2.0"><channel><title>{number}</title>'
        return f"{head}{items}</channel></rss>".encode()

    def _answer(self, body: bytes, content_type: str) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
        with contextlib.suppress(ConnectionError):
            self.transport.write(head.encode() + body)

    def _told(self) -> dict[str, Any]:
        """What was asked since the last question."""
        cls = type(self)
        told: dict[str, Any] = {"most_at_once": cls.most_at_once}
        for kind in ("feed", "story"):
            times = [(asked, ended) for what, _, asked, ended in cls.log if what == kind]
            paths = {path for what, path, _, _ in cls.log if what == kind}
            span = max(end for _, end in times) - min(start for start, _ in times) if times else 0.0
            told[kind] = {"requests": len(times), "different": len(paths), "seconds": span}
        cls.log.clear()
        cls.most_at_once = 0
        return told


def _page(number: int) -> bytes:
    """Some 20 KB, as small outlets' pages are."""
    links = "".join(f'<li><a href="/story/{number + n}">خبر آخر {n}</a></li>' for n in range(100))
    text = "".join(f"<p>{_SENTENCE * 3}</p>" for _ in range(12))
    head = f'<!doctype html><html lang="ar"><head><meta charset="utf-8"><title>خبر {number}</title></head>'
    body = f"<nav><ul>{links}</ul></nav><article><h1>خبر {number}</h1>{text}</article>"
    return f"{head}<body>{body}</body></html>".encode()


def serve(options: argparse.Namespace) -> None:
    """Listen until killed."""

    async def listen() -> None:
        loop = asyncio.get_running_loop()
        for address in [_CONTROL, *(host(n) for n in range(options.hosts))]:
            await loop.create_server(lambda: _Server(options), address, options.port, backlog=256)
        print("ready", flush=True)
        await asyncio.Event().wait()

    asyncio.run(listen())


# --- the programs ----------------------------------------------------------------------------------


def run_cycle(options: argparse.Namespace) -> None:
    """One cycle of the pipeline into tables of its own."""
    from pipeline import allocator, logs  # noqa: PLC0415  (each program loads its own parts only: their memory is compared)
    from pipeline.commands.run import feed_source, one_cycle  # noqa: PLC0415
    from pipeline.settings import Settings  # noqa: PLC0415
    from pipeline.warehouse import Warehouse  # noqa: PLC0415
    from schemas import coders  # noqa: PLC0415
    from schemas.records import Feed  # noqa: PLC0415
    from transforms.contacts import load_knowledge  # noqa: PLC0415
    from transforms.contacts.gate import KnowledgeGate  # noqa: PLC0415

    logs.configure()
    allocator.give_back()
    coders.register()
    load_knowledge(None)
    feeds = [Feed(outlet=f"o{n}", url=url) for n, url in enumerate(feed_urls(options))]
    settings = Settings(http=_http(options), threads=options.threads, obey_hints=False, gate=KnowledgeGate(None))
    with tempfile.TemporaryDirectory() as folder, Warehouse.open(Path(folder) / "w").writer() as writer:
        idle = _resident()
        summary = one_cycle(writer, feed_source(feeds), settings, [], 600.0)
    _tell(idle, summary.seconds)


def run_fetching(options: argparse.Namespace) -> None:
    """The client alone: one thread for each of so many hosts, as transforms.concurrent does it."""
    from transforms.web.http import HttpClient  # noqa: PLC0415

    by_host: dict[str, list[str]] = {}
    for url in page_urls(options):
        by_host.setdefault(url.split("/")[2], []).append(url)
    idle, began = _resident(), time.monotonic()
    with HttpClient(_http(options)) as client, ThreadPoolExecutor(options.threads) as threads:

        def fetch(urls: list[str]) -> int:
            return sum(client.get(url, robots=True).status == 200 for url in urls)

        assert sum(threads.map(fetch, by_host.values())) == options.pages
    _tell(idle, time.monotonic() - began)


def run_scrapy(options: argparse.Namespace) -> None:
    """Scrapy with the same politeness."""
    import scrapy  # noqa: PLC0415
    from scrapy.crawler import CrawlerProcess  # noqa: PLC0415

    urls = page_urls(options)

    class Pages(scrapy.Spider):  # type: ignore[misc]
        name = "pages"
        start_urls = urls

        def parse(self, response: Any) -> None:
            assert response.body

    process = CrawlerProcess({
        "CONCURRENT_REQUESTS": options.threads,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": options.delay,
        "RANDOMIZE_DOWNLOAD_DELAY": False,
        "ROBOTSTXT_OBEY": True,
        "COOKIES_ENABLED": False,
        # What Scrapy's own guide to broad crawls advises.
        "SCHEDULER_PRIORITY_QUEUE": "scrapy.pqueues.DownloaderAwarePriorityQueue",
        "REACTOR_THREADPOOL_MAXSIZE": 20,
        # It yields no items; with the default of 100, as many tasks are begun for each page.
        "CONCURRENT_ITEMS": 1,
        "TELNETCONSOLE_ENABLED": False,
        "LOG_LEVEL": "ERROR",
    })
    idle, began = _resident(), time.monotonic()
    process.crawl(Pages)
    process.start()
    _tell(idle, time.monotonic() - began)


def _http(options: argparse.Namespace) -> Any:
    from transforms.web.http import HttpSettings  # noqa: PLC0415

    return HttpSettings(allow_private_hosts=True, host_delay_seconds=options.delay)


def _resident() -> float:
    return psutil.Process().memory_info().rss / 2**20


def _tell(idle: float, seconds: float) -> None:
    cpu = psutil.Process().cpu_times()
    print(json.dumps({"idle": idle, "seconds": seconds, "cpu": cpu.user + cpu.system}), flush=True)


PROGRAMS = {"cycle": run_cycle, "fetching": run_fetching, "scrapy": run_scrapy}


# --- the measurement -------------------------------------------------------------------------------


def measured(program: str, options: argparse.Namespace) -> dict[str, Any]:
    """One run of a program in a process of its own: what it tells, what the server saw, its most memory."""
    _asked(options)
    child = subprocess.Popen([sys.executable, __file__, *sys.argv[1:], "--program", program], stdout=subprocess.PIPE)
    watched = psutil.Process(child.pid)
    peak = 0.0
    while child.poll() is None:
        with contextlib.suppress(psutil.Error):
            peak = max(peak, watched.memory_info().rss / 2**20)
        time.sleep(0.02)
    assert child.stdout is not None
    lines = child.stdout.read().splitlines()
    if child.returncode or not lines:
        sys.exit(f"{program} failed")
    return {**json.loads(lines[-1]), "peak": peak, "server": _asked(options)}


def _asked(options: argparse.Namespace) -> dict[str, Any]:
    with urllib.request.urlopen(f"http://{_CONTROL}:{options.port}/") as answer:
        told: dict[str, Any] = json.load(answer)
    return told


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hosts", type=int, default=200)
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--pages", type=int, default=3000)
    parser.add_argument("--latency", type=float, default=0.2, help="seconds from a request to its answer")
    parser.add_argument("--delay", type=float, default=0.0, help="seconds between two requests to a host")
    parser.add_argument("--threads", type=int, default=64, help="hosts asked at a time, of all programs")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--port", type=int, default=18080)
    parser.add_argument("--program", choices=["server", *PROGRAMS], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.program == "server":
        return serve(options)
    if options.program:
        return PROGRAMS[options.program](options)
    server = subprocess.Popen(
        [sys.executable, __file__, *sys.argv[1:], "--program", "server"], stdout=subprocess.PIPE
    )
    try:
        assert server.stdout is not None
        if server.stdout.readline().strip() != b"ready":
            sys.exit(f"port {options.port} is taken: name another with --port")
        runs: dict[str, list[dict[str, Any]]] = {name: [] for name in PROGRAMS}
        for _ in range(options.rounds):
            for name, found in runs.items():
                found.append(measured(name, options))
    finally:
        server.kill()
        server.wait()
    Console(width=120).print(_table(runs, options))
    return None


def _table(runs: dict[str, list[dict[str, Any]]], options: argparse.Namespace) -> Table:
    title = (
        f"{options.feeds} feeds on {options.hosts} hosts that answer in {options.latency:g} s, {options.pages} pages;"
        f" {options.threads} hosts at a time; median of {options.rounds} rounds (least to most)"
    )
    table = Table(title=title)
    columns = ("program", "feeds s", "pages/s", "processor s", "peak MiB", "over idle", "at once to a host")
    for column in columns:
        table.add_column(column, justify="left" if column == "program" else "right")
    for name, found in runs.items():
        for run in found:
            pages = run["server"]["story"]
            if (pages["requests"], pages["different"]) != (options.pages, options.pages):
                sys.exit(f"{name} asked {pages['requests']} times for {pages['different']} pages of {options.pages}")
        feeds = [run["server"]["feed"]["seconds"] for run in found]
        table.add_row(
            name,
            _spread(feeds, 1) if any(feeds) else "",
            _spread([options.pages / run["server"]["story"]["seconds"] for run in found], 0),
            _spread([run["cpu"] for run in found], 1),
            _spread([run["peak"] for run in found], 0),
            _spread([run["peak"] - run["idle"] for run in found], 0),
            str(max(run["server"]["most_at_once"] for run in found)),
        )
    return table


def _spread(values: list[float], digits: int) -> str:
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


if __name__ == "__main__":
    main()
