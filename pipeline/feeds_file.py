"""The feeds file: which feeds of which outlets are polled, and how often."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from schemas.records import Feed
from schemas.yamlfile import ConfigError, read_yaml

PACKAGED = Path(str(files("pipeline"))) / "feeds.yaml"
"""The list that comes with the program."""

_EVERY = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(s|m|h|d)")
_MINUTES = {"s": 1 / 60, "m": 1.0, "h": 60.0, "d": 1440.0}


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    outlet: str
    url: str
    country: str | None = None
    section: str | None = None
    every: str | None = None


class _File(msgspec.Struct, forbid_unknown_fields=True):
    feeds: list[_Line]


def minutes_of(duration: str) -> float:
    """`90s`, `15m`, `2h`, `1d` in minutes; ValueError for anything else or for nothing."""
    match = _EVERY.fullmatch(duration.strip())
    if match is None or float(match[1]) == 0:
        raise ValueError(f"{duration!r} is no duration: write a number and s, m, h or d, e.g. 15m")
    return float(match[1]) * _MINUTES[match[2]]


def read_feeds(path: Path) -> list[Feed]:
    """The feeds of the file, in its order.

    Raises:
        ConfigError: naming file, line and what was expected.
    """
    file = read_yaml(path, _File)
    lines = file.content.feeds
    if not lines:
        raise file.error("", "feeds: expected at least one feed, e.g. - {{outlet: ..., url: https://...}}")
    feeds: list[Feed] = []
    seen: dict[str, int] = {}
    for index, line in enumerate(lines):

        def wrong(message: str, index: int = index) -> ConfigError:
            return file.error(f".feeds[{index}]", message)

        parts = urlsplit(line.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise wrong(f"url: expected an http or https address, got {line.url!r}")
        if not line.outlet.strip():
            raise wrong("outlet: expected the outlet's name, got an empty one")
        if line.country is not None and not re.fullmatch("[A-Z]{2}", line.country):
            raise wrong(f"country: expected two capital letters (ISO 3166-1), e.g. EG, got {line.country!r}")
        if line.url in seen:
            raise wrong(f"url: {line.url} is already in line {seen[line.url]}")
        seen[line.url] = file.line(f".feeds[{index}]")
        try:
            every = minutes_of(line.every) if line.every is not None else None
        except ValueError as error:
            raise wrong(f"every: {error}") from None
        feeds.append(
            Feed(outlet=line.outlet, url=line.url, country=line.country, section=line.section, every_minutes=every)
        )
    return feeds
