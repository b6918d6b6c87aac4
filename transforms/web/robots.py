"""What sites allow robots to fetch: robots.txt, RFC 9309, read by Protego."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

from protego import Protego

from transforms.web.charset import decoded

MAX_BYTES = 500 * 1024
"""Of a longer file the beginning counts, as RFC 9309 (2.5) asks for at least."""

KEPT_SECONDS = 24 * 3600.0
"""RFC 9309 (2.4): not longer without asking again."""

KEPT_UNREACHABLE_SECONDS = 600.0
LONGEST_DELAY_SECONDS = 60.0
"""A Crawl-delay above this is taken as this: a slower host would hold up a whole cycle."""

_MOST_KEPT = 5000


class Rules(NamedTuple):
    """What one site allows us."""

    robots: Protego | None
    """Null: everything."""
    reachable: bool
    """False: the server could not say (network error or 5xx), so nothing may be fetched for now."""

    def allows(self, url: str, agent: str) -> bool:
        """Whether `agent` may fetch `url`."""
        return self.reachable and (self.robots is None or self.robots.can_fetch(url, agent))

    def delay_seconds(self, agent: str) -> float:
        """The pause that the site asks for between two requests (Crawl-delay or Request-rate)."""
        if self.robots is None:
            return 0.0
        delay = self.robots.crawl_delay(agent) or 0.0
        rate = self.robots.request_rate(agent)
        if rate is not None:
            delay = max(delay, rate.seconds / rate.requests)
        return min(delay, LONGEST_DELAY_SECONDS)


EVERYTHING = Rules(None, True)
NOTHING_FOR_NOW = Rules(None, False)


class RobotsFiles:
    """The rules of the sites that one process talks to, each file read once a day. Safe to use from many threads."""

    def __init__(self, read: Callable[[str], tuple[int, bytes] | None]) -> None:
        """`read` gives status and body of a robots.txt (redirects followed), or None if it cannot be had; what it
        raises is raised by `rules` and not kept."""
        self._read = read
        self._kept: OrderedDict[str, tuple[float, Rules]] = OrderedDict()
        self._locks: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()

    def rules(self, site: str) -> Rules:
        """The rules of `site` (scheme, host and port, as in `https://news.example`)."""
        with self._guard:
            lock = self._locks.setdefault(site, threading.Lock())
        with lock:
            known = self._kept.get(site)
            if known is not None and known[0] > time.monotonic():
                return known[1]
            rules = _rules(self._read(f"{site}/robots.txt"))
            seconds = KEPT_SECONDS if rules.reachable else KEPT_UNREACHABLE_SECONDS
            with self._guard:
                self._kept[site] = (time.monotonic() + seconds, rules)
                self._kept.move_to_end(site)
                while len(self._kept) > _MOST_KEPT:
                    forgotten, _ = self._kept.popitem(last=False)
                    self._locks.pop(forgotten, None)
            return rules


def _rules(answer: tuple[int, bytes] | None) -> Rules:
    if answer is None or answer[0] >= 500 or answer[0] == 429:
        return NOTHING_FOR_NOW
    status, body = answer
    if not 200 <= status < 300 or not body.strip():
        return EVERYTHING
    if len(body) > MAX_BYTES:
        # Up to a line's end: half a path would forbid more than the whole one.
        body = body[: body.rfind(b"\n", 0, MAX_BYTES) + 1]
    text = decoded(body).replace("\x00", "")
    # A web page in place of the file (a soft 404) says nothing about robots.
    return EVERYTHING if text.lstrip().startswith("<") else Rules(Protego.parse(text), True)


def agent_token(user_agent: str) -> str:
    """The product token that robots.txt files name: `qanat` of `qanat/0.1 (+https://…)`."""
    words = user_agent.partition("/")[0].split()
    return words[0].lower() if words else "*"
