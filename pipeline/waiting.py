"""What earlier cycles left: pages whose time has come, some of each host, and hosts that asked to be left alone."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

import duckdb

from pipeline.warehouse import Snapshot
from schemas.records import Visit
from transforms.fetch_pages import MOST_PER_HOST
from transforms.web.hosts import host_key

MOST_WAITING = 20_000
"""Over all hosts; each gets its share. The others have their turn in a later cycle."""

# All rows of the pages that ever waited are looked at, and of these two or three columns: some 0.1 s for a million.
_DUE = """
    WITH last AS (
        SELECT url, max_by(outcome, visited_at) AS outcome, min(first_seen_at) AS first_seen_at,
            max(struct_pack(visited_at := visited_at, until := next_attempt_at)).until AS until
        FROM {pages}
        WHERE url IN (SELECT url FROM {pages} WHERE outcome IN ('pending', 'retry'))
        GROUP BY url
    )
    SELECT url FROM (
        SELECT url, first_seen_at, row_number() OVER (
            PARTITION BY regexp_extract(url, '^\\w+://([^/?]*)', 1) ORDER BY first_seen_at, url
        ) AS place
        FROM last WHERE outcome IN ('pending', 'retry') AND (until IS NULL OR until <= $now)
    ) WHERE place <= $most_per_host ORDER BY place, first_seen_at, url LIMIT $most"""


def due_visits(
    snapshot: Snapshot, now: dt.datetime, most_per_host: int = MOST_PER_HOST, most: int = MOST_WAITING
) -> Iterator[Visit]:
    """The last rows of pages that wait and are due: of each host the oldest, and no more than `most` of all."""
    if not snapshot.files("pages"):
        return
    with duckdb.connect(config={"threads": 1}) as db:
        db.execute("SET TimeZone = 'UTC'")
        query = _DUE.format(pages=snapshot.scan("pages"))
        wanted = {"now": now, "most_per_host": most_per_host, "most": most}
        urls = [url for (url,) in db.execute(query, wanted).fetchall()]
    for row in snapshot.rows("pages", keys=urls):
        assert isinstance(row, Visit)
        yield row


_RESTS = """
    SELECT url, max(until) AS until FROM (
        SELECT regexp_extract(url, '^\\w+://[^/?]*') AS url, host_rests_until AS until FROM {pages}
        UNION ALL
        SELECT regexp_extract(coalesce(moved_to, feed_url), '^\\w+://[^/?]*'), host_rests_until FROM {feed_polls}
    ) WHERE until > $now GROUP BY url"""


def host_rests(snapshot: Snapshot, now: dt.datetime) -> Mapping[str, dt.datetime]:
    """Hosts that asked to be left alone for longer than `now`, and until when."""
    if not snapshot.files("pages") or not snapshot.files("feed_polls"):
        return {}
    return _found_rests(snapshot.scan("pages"), snapshot.scan("feed_polls"), now)


@functools.lru_cache(maxsize=4)
def _found_rests(pages: str, feed_polls: str, now: dt.datetime) -> Mapping[str, dt.datetime]:
    """Asked for by each host's fold, the same in all of one cycle."""
    with duckdb.connect(config={"threads": 1}) as db:
        db.execute("SET TimeZone = 'UTC'")
        found = db.execute(_RESTS.format(pages=pages, feed_polls=feed_polls), {"now": now}).fetchall()
    rests: dict[str, dt.datetime] = {}
    for site, until in found:
        parts = urlsplit(site)
        key = host_key(parts.hostname or "", parts.port)
        rests[key] = max(until, rests.get(key, until))
    return rests
