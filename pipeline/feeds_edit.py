"""Adds feeds to a feeds file, leaving every line that is there as it is, comments included."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import yaml

from pipeline.feeds_file import read_feeds
from schemas.records import Feed
from schemas.yamlfile import ConfigError

_WIDE = 1 << 20


def with_feeds_added(path: Path, feeds: Sequence[Feed]) -> None:
    """Append the feeds to the file, which is made if it is not there. Either all are added or the file stays as it was.

    Raises:
        ConfigError: the file, or what it would become, is no feeds file; or its list is not written line by line.
    """
    if not feeds:
        return
    text = path.read_text(encoding="utf-8") if path.exists() else "feeds:\n"
    margin = " " * _margin(path, text)
    if text and not text.endswith("\n"):
        text += "\n"
    text += "".join(f"{margin}- {_line(feed)}\n" for feed in feeds)
    draft = path.with_name(f".{path.name}.new")
    try:
        draft.write_text(text, encoding="utf-8")
        read_feeds(draft)
        if path.exists():
            shutil.copymode(path, draft)
        draft.replace(path)
    except ConfigError as error:
        raise ConfigError(str(error).replace(str(draft), str(path), 1)) from error
    finally:
        draft.unlink(missing_ok=True)


def _margin(path: Path, text: str) -> int:
    """How far the items of the list are indented."""
    if not path.exists():
        return 2
    read_feeds(path)
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    assert root is not None  # read_feeds would have refused the file
    items = root.value[0][1]
    if items.flow_style:
        raise ConfigError(
            f"{path}:{items.start_mark.line + 1}: feeds: the list is in brackets; "
            "write one feed a line, each after a dash, so that feeds can be added"
        )
    # The list is the only key of the file, so that its end is the file's.
    return int(items.start_mark.column)


def _line(feed: Feed) -> str:
    every = None if feed.every_minutes is None else f"{feed.every_minutes:g}m"
    fields = {"outlet": feed.outlet, "country": feed.country, "url": feed.url, "section": feed.section, "every": every}
    given = {name: value for name, value in fields.items() if value is not None}
    return yaml.safe_dump(given, default_flow_style=True, allow_unicode=True, width=_WIDE, sort_keys=False).strip()
