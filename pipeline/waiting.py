"""What earlier cycles left: pages whose time has come, some of each host, and hosts that asked to be left alone."""

from __future__ import annotations

import datetime as dt
import functools
import threading
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from pipeline.store import Snapshot
from schemas.records import Visit
from transforms.select_visits import MOST_PER_HOST
from transforms.web.hosts import host_key
from transforms.web.retry_after import LONGEST

MOST_WAITING = 20_000
"""Over all hosts; each gets its share. The others have their turn in a later cycle."""

# All rows of the pages that ever waited are looked at, and of these a few columns: some 0.1 s for a million.
_DUE = """
    WITH waited AS (
        SELECT url, outcome, next_attempt_at, MIN(first_seen_at) OVER (PARTITION BY url) AS first_seen_at
        FROM {pages}
        WHERE url IN (SELECT url FROM {pages} WHERE outcome IN ('pending', 'retry'))
        QUALIFY ROW_NUMBER() OVER (PARTITION BY url ORDER BY visited_at DESC) = 1
    ),
    due AS (
        SELECT url, first_seen_at, ROW_NUMBER() OVER (
            PARTITION BY REGEXP_EXTRACT(url, '^[a-z]+://[^/?]*') ORDER BY first_seen_at, url
        ) AS place
        FROM waited
        WHERE outcome IN ('pending', 'retry') AND (next_attempt_at IS NULL OR next_attempt_at <= @now)
    )
    SELECT url FROM due WHERE place <= @most_per_host ORDER BY place, first_seen_at, url LIMIT @most"""


def due_visits(
    snapshot: Snapshot, now: dt.datetime, most_per_host: int = MOST_PER_HOST, most: int = MOST_WAITING
) -> Iterator[Visit]:
    """The last rows of pages that wait and are due: of each host the oldest, and no more than `most` of all."""
    wanted = {"now": now, "most_per_host": most_per_host, "most": most}
    urls = [url for (url,) in snapshot.query(_DUE, wanted)]
    for row in snapshot.rows("pages", keys=urls):
        assert isinstance(row, Visit)
        yield row


# Nobody is left alone for longer than LONGEST: in BigQuery the days before are not read.
_RESTS = """
    SELECT url, MAX(until) AS until FROM (
        SELECT REGEXP_EXTRACT(url, '^[a-z]+://[^/?]*') AS url, host_rests_until AS until FROM {pages}
        WHERE visited_at >= @since
        UNION ALL
        SELECT REGEXP_EXTRACT(COALESCE(moved_to, feed_url), '^[a-z]+://[^/?]*') AS url, host_rests_until AS until
        FROM {feed_polls} WHERE polled_at >= @since
    ) WHERE until > @now GROUP BY url"""


_ASKING = threading.Lock()


def host_rests(snapshot: Snapshot, now: dt.datetime) -> Mapping[str, dt.datetime]:
    """Hosts that asked to be left alone for longer than `now`, and until when.

    Asked for by each host's fold, in many threads at once, and the same in all of one cycle.
    """
    with _ASKING:
        return _host_rests(snapshot, now)


@functools.lru_cache(maxsize=4)
def _host_rests(snapshot: Snapshot, now: dt.datetime) -> Mapping[str, dt.datetime]:
    found = snapshot.query(_RESTS, {"now": now, "since": now - LONGEST})
    rests: dict[str, dt.datetime] = {}
    for site, until in found:
        parts = urlsplit(site)
        key = host_key(parts.hostname or "", parts.port)
        rests[key] = max(until, rests.get(key, until))
    return rests
