"""`qanat feeds`: check the feeds of a list, and change the list."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from rich import box
from rich.table import Table
from rich.text import Text

from pipeline import __version__, feeds_file
from pipeline.commands.common import Commands, new_parser, no_more
from pipeline.exits import CANNOT_CREATE, DATA, NO_INPUT, OK, USAGE, UserError
from pipeline.feeds_edit import with_feeds_added
from pipeline.feeds_file import read_feeds
from pipeline.opml import OpmlError, feeds_in, opml_of
from pipeline.sql import console_for
from schemas.records import Feed, FeedPoll, Visit
from transforms.web.charset import decoded
from transforms.web.discovery import offered_feeds
from transforms.web.feeds import FeedError, ParsedFeed, parse_feed
from transforms.web.fetch import ACCEPT_FEED, FetchError, Get
from transforms.web.http import HttpClient, HttpSettings
from transforms.web.polling import MAX_FEED_BYTES, poll_feed

STALE_DAYS = 14
"""A feed whose newest item is older gets a remark."""
_MOST_OFFERED = 20

_TEXT = """\
Check the feeds of a list, and change the list. A list is a YAML file:

  feeds:
    - {outlet: Al Example, country: EG, url: "https://al.example/rss"}

  outlet   name of the outlet, as the tables show it
  country  where the newsroom keeps its clock (ISO 3166-1), optional; so are section and every (90s, 15m, 2h)"""

_CHECK = """\
Check that the file is well-formed, then ask every feed once. Nothing is stored. One line a feed: outcome, items,
the newest item's date, and what to look at. The exit status is 65 if a feed cannot be read.

examples:
  qanat feeds check                       the packaged list
  qanat feeds check my-feeds.yaml"""

_ADD = """\
Ask URL, and append it to the list if a feed is there. If a web page is there that offers one feed, that feed is
taken; if it offers several, they are shown to choose from. Comments and order of the file stay.

examples:
  qanat feeds add https://al.example/rss --country EG --feeds my-feeds.yaml
  qanat feeds add https://al.example/ --outlet "Al Example" --feeds my-feeds.yaml"""

_IMPORT = """\
Append the feeds of an OPML subscription list, as feed readers export it. Those already in the list, and those
that are neither http nor https, are left out. Check them afterwards with qanat feeds check.

example:
  qanat feeds import subscriptions.opml --feeds my-feeds.yaml"""

_EXPORT = """\
Write the list as an OPML subscription list, which feed readers import; - writes it to standard output.

example:
  qanat feeds export subscriptions.opml --feeds my-feeds.yaml"""


def add_parser(commands: Commands) -> None:
    """Add `feeds` and its own commands to the commands."""
    summary = "check a list of feeds, add to it, exchange it with feed readers"
    parser = new_parser(commands, "feeds", summary, _check, _TEXT)
    own = parser.add_subparsers(dest="feeds_command", metavar="COMMAND", required=True)
    check = new_parser(own, "check", "ask every feed of a list once", _check, _CHECK)
    check.add_argument(
        "feeds", nargs="?", type=Path, default=feeds_file.PACKAGED, metavar="FILE", help="the packaged list if omitted"
    )
    check.add_argument("--threads", type=int, default=32, metavar="N", help="feeds asked at a time (%(default)s)")
    _add_network(check)
    add = new_parser(own, "add", "add one feed, given its address or that of its site", _add, _ADD)
    add.add_argument("url", metavar="URL")
    add.add_argument("--outlet", metavar="NAME", help="the feed's own title if omitted")
    add.add_argument("--country", metavar="XX", help="ISO 3166-1 code, e.g. EG")
    _add_file(add)
    _add_network(add)
    imported = new_parser(own, "import", "add the feeds of an OPML file", _import, _IMPORT)
    imported.add_argument("opml", type=Path, metavar="OPML")
    _add_file(imported)
    exported = new_parser(own, "export", "write the list as OPML", _export, _EXPORT)
    exported.add_argument("opml", type=Path, metavar="OPML")
    exported.add_argument("--feeds", type=Path, default=feeds_file.PACKAGED, metavar="FILE", help="the list to write")


def _add_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--feeds", type=Path, required=True, metavar="FILE", help="the list; made if it is not there")


def _add_network(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--contact", metavar="URL_OR_MAIL", help="who asks, for the User-Agent that outlets see")
    parser.add_argument(
        "--allow_private_hosts", action="store_true", help="ask this machine and private networks too"
    )


# --- check -----------------------------------------------------------------------------------------


class Check(NamedTuple):
    """What one look at a feed showed."""

    poll: FeedPoll
    newest_at: dt.datetime | None
    remarks: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether the feed could be read."""
        return self.poll.outcome == "ok"


def checked(feed: Feed, now: dt.datetime, get: Get) -> Check:
    """One look at a feed as if it had never been polled."""
    poll, items = poll_feed(feed, None, now, get)
    newest = max((item.published_at for item in items if item.published_at), default=None)
    return Check(poll, newest, tuple(_remarks(poll, items, newest, now)))


def _remarks(poll: FeedPoll, items: Sequence[Visit], newest: dt.datetime | None, now: dt.datetime) -> list[str]:
    remarks = [poll.error] if poll.error else []
    if poll.outcome != "ok":
        return remarks
    if poll.moved_to:
        remarks.append(f"moved for good: write {poll.moved_to} into the list")
    if not items:
        remarks.append("lists nothing that can be fetched")
    elif not any("\u0600" <= letter <= "\u06ff" for item in items for letter in item.title or ""):
        remarks.append("no title is in Arabic")
    if newest is not None and (days := (now - newest).days) >= STALE_DAYS:
        remarks.append(f"nothing new for {days} days")
    return remarks


def _check(arguments: argparse.Namespace, rest: list[str]) -> int:
    no_more(rest)
    if arguments.threads < 1:
        raise UserError(f"--threads {arguments.threads}: expected a number from 1", USAGE)
    feeds = _existing(arguments.feeds)
    now = dt.datetime.now(dt.UTC)
    with HttpClient(_http(arguments)) as client, ThreadPoolExecutor(arguments.threads) as threads:
        checks = list(threads.map(lambda feed: checked(feed, now, client.get), feeds))
    console = console_for(sys.stdout)
    console.print(_table(checks))
    failed = sum(not check.passed for check in checks)
    console.print(Text(f"{len(checks)} feeds, {failed} cannot be read"))
    return DATA if failed else OK


def _table(checks: Sequence[Check]) -> Table:
    columns = ("outlet", "feed", "outcome", "items", "newest", "look at")
    table = Table(*columns, box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for poll, newest, remarks in checks:
        day = f"{newest:%Y-%m-%d %H:%M}Z" if newest else ""
        cells = (poll.outlet, poll.feed_url, poll.outcome, str(poll.items), day, "; ".join(remarks))
        table.add_row(*map(Text, cells))
    return table


# --- add, import, export -----------------------------------------------------------------------------


def _add(arguments: argparse.Namespace, rest: list[str]) -> int:
    no_more(rest)
    with HttpClient(_http(arguments)) as client:
        url, parsed = found_feed(arguments.url, client.get)
    known = {feed.url for feed in read_feeds(arguments.feeds)} if arguments.feeds.exists() else set()
    if url in known:
        raise UserError(f"{url} is already in {arguments.feeds}", DATA)
    outlet = (arguments.outlet or parsed.title or "").strip()
    if not outlet:
        raise UserError(f"{url} has no title: name the outlet with --outlet NAME", USAGE)
    feed = Feed(outlet=outlet, url=url, country=arguments.country)
    _change(arguments.feeds, [feed])
    console_for(sys.stdout).print(Text(f"added {outlet}: {url} ({parsed.entries} items) to {arguments.feeds}"))
    return OK


def found_feed(url: str, get: Get) -> tuple[str, ParsedFeed]:
    """The address and content of the feed at `url`, or of the one feed that the web page there offers.

    Raises:
        UserError: no feed, or several to choose from; the message lists them.
    """
    found = _read(url, get)
    if isinstance(found, list) and len(found) == 1:
        url = found[0]
        found = _read(url, get)
    if isinstance(found, list):
        raise UserError(_choice(url, found), DATA)
    return found


def _read(url: str, get: Get) -> tuple[str, ParsedFeed] | list[str]:
    """The feed at `url`, or the addresses of the feeds that the web page there offers."""
    try:
        response = get(url, accept=ACCEPT_FEED, max_bytes=MAX_FEED_BYTES)
    except FetchError as error:
        raise UserError(_unread(url, error), DATA) from error
    if not 200 <= response.status < 300:
        raise UserError(f"{url}: HTTP {response.status}", DATA)
    try:
        feed = Feed(outlet="", url=response.url)
        parsed = parse_feed(response.body, response.content_type, feed, dt.datetime.now(dt.UTC))
    except FeedError as error:
        if error.reason == "html_not_feed":
            return offered_feeds(decoded(response.body, response.content_type), response.url)
        raise UserError(f"{url}: {error.reason}: {error.message}", DATA) from error
    return response.moved_to or url, parsed


def _unread(url: str, error: FetchError) -> str:
    """Why nothing was had, and what to do about it where that is known."""
    if error.reason == "bad_scheme" and "://" not in url:
        return f"{url} is no whole address: write https://{url.lstrip('/')}"
    hint = {
        "private_address": "; --allow_private_hosts asks it all the same",
        "tls": "; look at it in a browser: its certificate may be out of date",
        "host_resting": "; try again later",
    }.get(error.reason, "")
    return f"{url}: {error.reason}: {error.message.removeprefix(f'{url}: ')}{hint}"


def _choice(url: str, feeds: list[str]) -> str:
    if not feeds:
        return f"{url} is a web page that offers no feed; look on the site for a link named RSS, and give its address"
    if len(feeds) == 1:
        return f"{url} is a web page too; it was offered as a feed, and offers {feeds[0]}"
    offer = "\n".join(f"  {each}" for each in feeds[:_MOST_OFFERED])
    return f"{url} is a web page that offers several feeds; add one of them:\n{offer}"


def _import(arguments: argparse.Namespace, rest: list[str]) -> int:
    no_more(rest)
    try:
        given = feeds_in(arguments.opml.read_bytes())
    except FileNotFoundError:
        raise UserError(f"{arguments.opml}: no such file", NO_INPUT) from None
    except OSError as error:
        raise UserError(f"{arguments.opml}: cannot be read: {error.strerror or error}", NO_INPUT) from error
    except OpmlError as error:
        raise UserError(f"{arguments.opml}: {error}", DATA) from error
    known = {feed.url for feed in read_feeds(arguments.feeds)} if arguments.feeds.exists() else set()
    usable = [feed for feed in given if feed.url.lower().startswith(("http://", "https://"))]
    new = [feed for feed in usable if feed.url not in known]
    _change(arguments.feeds, new)
    parts = [f"{len(new)} feeds added to {arguments.feeds}", f"{len(usable) - len(new)} were in it"]
    if len(given) > len(usable):
        parts.append(f"{len(given) - len(usable)} are neither http nor https")
    console_for(sys.stdout).print(Text(", ".join(parts)))
    return OK


def _export(arguments: argparse.Namespace, rest: list[str]) -> int:
    no_more(rest)
    document = opml_of(_existing(arguments.feeds), "Qanat")
    if str(arguments.opml) == "-":
        sys.stdout.buffer.write(document)
        return OK
    _written(arguments.opml, lambda: arguments.opml.write_bytes(document))
    return OK


def _change(path: Path, feeds: Sequence[Feed]) -> None:
    _written(path, lambda: with_feeds_added(path, feeds))


def _written(path: Path, write: Callable[[], object]) -> None:
    try:
        write()
    except OSError as error:
        raise UserError(f"{path}: cannot be written: {error.strerror or error}", CANNOT_CREATE) from error


def _existing(path: Path) -> list[Feed]:
    if not path.exists():
        raise UserError(f"{path}: no such file; make one with: qanat feeds add URL --feeds {path}", NO_INPUT)
    return read_feeds(path)


def _http(arguments: argparse.Namespace) -> HttpSettings:
    http: dict[str, Any] = {"allow_private_hosts": arguments.allow_private_hosts}
    if arguments.contact:
        http["user_agent"] = f"qanat/{__version__} (+{arguments.contact})"
    return HttpSettings(**http)
