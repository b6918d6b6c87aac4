"""What a month on Dataflow costs, worked through: the table in README.md.

    python deploy/dataflow/cost.py

Measured figures are those of benchmarks/cost.py and benchmarks/fetching.py, on one core. Prices are Google's list
prices for one American region as known in 2026; nothing was billed. Change what is not yours and run it again.
"""

from __future__ import annotations

from dataclasses import dataclass

# Measured: benchmarks/fetching.py --hosts 100 --feeds 300 --pages 900: a cycle took 6.5 s of CPU for 1,200 requests.
CPU_REQUEST_MS = 5.4
# Measured: benchmarks/cost.py, pages of 150 KB.
CPU_GATE_MS = 1.3
CPU_CANDIDATE_MS = 6.7
ROW_BYTES = {"feed_polls": 500, "pages": 720, "articles": 2013, "reports": 2304}
# Measured on 15,000 articles of one agency (450 named both sides).
CANDIDATES = 0.03
# Assumed.
ITEMS_A_DAY = 60
"""New articles of one feed."""
RELEVANT = 0.001
PAGE_KB, FEED_KB, UNCHANGED_KB, CHANGED = 40, 20, 0.5, 0.25
"""Bytes on the wire of a page, a feed, a 304; share of polls that find the feed changed."""
BEAM = 2.0
"""Times the CPU of the steps, for what a portable runner does around them."""
RESTS_LOOK_UPS = 10
"""A minute apart, while pages are fetched: hosts that asked to be left alone, over the rows of seven days."""
KEY_BYTES = {"feed_polls": 70, "pages": 110}
"""Of the columns that a look-up by key reads of every row."""
DUE_BYTES = 140
"""The same of the look for pages that wait."""
# List prices, US dollars.
VCPU_HOUR, GB_HOUR = 0.069, 0.003557
STREAMING_ENGINE_UNIT = 0.089
"""An hour of a compute unit; assumed: half a unit for each worker."""
DISK_GB_HOUR = 0.000054
INSERT_GB, INSERT_LEAST_BYTES = 0.05, 1024
WRITE_API_GB, WRITE_API_FREE_GB = 0.025, 2048
QUERY_TIB, QUERY_FREE_TIB = 6.25, 1.0
STORAGE_GB = 0.02
HOURS, DAYS = 730, 30


@dataclass(frozen=True)
class Case:
    """What is run."""

    feeds: int
    every_minutes: int
    workers: int
    """n1-standard-2: 2 vCPU, 7.5 GB, 30 GB of disk."""


CASES = (Case(200, 15, 1), Case(20_000, 15, 2), Case(20_000, 60, 2))


def figures(case: Case) -> dict[str, str]:
    """The lines of the table for a case."""
    polls = case.feeds * 24 * 60 / case.every_minutes
    pages = case.feeds * ITEMS_A_DAY
    cpu = (polls + pages) * CPU_REQUEST_MS + pages * CPU_GATE_MS + pages * CANDIDATES * CPU_CANDIDATE_MS
    cpu_seconds = cpu / 1000 * BEAM
    wire = (pages * PAGE_KB + polls * (CHANGED * FEED_KB + (1 - CHANGED) * UNCHANGED_KB)) / 1e6
    rows = {
        "feed_polls": polls,
        "pages": pages,
        "articles": pages * CANDIDATES,
        "reports": pages * RELEVANT,
    }
    stored = sum(count * ROW_BYTES[table] for table, count in rows.items()) * DAYS / 1e9
    inserted = sum(count * max(ROW_BYTES[table], INSERT_LEAST_BYTES) for table, count in rows.items()) * DAYS / 1e9
    a_poll = (
        polls * DAYS * KEY_BYTES["feed_polls"]
        + 2 * polls * ROW_BYTES["feed_polls"]
        + pages * DAYS * (KEY_BYTES["pages"] + DUE_BYTES)
        + RESTS_LOOK_UPS * 8 * (polls * KEY_BYTES["feed_polls"] + pages * KEY_BYTES["pages"])
    )
    queried = a_poll * DAYS * 24 * 60 / case.every_minutes / 2**40
    compute = case.workers * HOURS * (2 * VCPU_HOUR + 7.5 * GB_HOUR + 30 * DISK_GB_HOUR)
    engine = case.workers * HOURS * 0.5 * STREAMING_ENGINE_UNIT
    inserts = inserted * INSERT_GB
    write_api = max(0.0, stored - WRITE_API_FREE_GB) * WRITE_API_GB
    queries = max(0.0, queried - QUERY_FREE_TIB) * QUERY_TIB
    storage = stored * STORAGE_GB
    total = compute + engine + inserts + queries + storage
    return {
        "polls a day": f"{polls:,.0f}",
        "pages a day": f"{pages:,.0f}",
        "CPU a day": f"{cpu_seconds / 3600:.1f} h",
        "vCPU busy, on average": f"{cpu_seconds / 86400:.2f}",
        "on the wire a day": f"{wire:,.1f} GB",
        "workers (n1-standard-2)": str(case.workers),
        "rows stored a month": f"{stored:,.1f} GB",
        "queried a month, when 30 days are stored": f"{queried:,.2f} TiB",
        "workers": f"${compute:,.0f}",
        "Streaming Engine": f"${engine:,.0f}",
        "streaming inserts": f"${inserts:,.2f}",
        "(or Storage Write API)": f"${write_api:,.2f}",
        "queries": f"${queries:,.0f}",
        "storage of one month's rows": f"${storage:,.2f}",
        "a month, together": f"${total:,.0f}",
    }


def table() -> str:
    """All cases side by side, in Markdown."""
    columns = [figures(case) for case in CASES]
    titles = [f"{case.feeds:,} feeds every {case.every_minutes} min" for case in CASES]
    lines = [f"| | {' | '.join(titles)} |", "|---" + "|---:" * len(CASES) + "|"]
    lines += [f"| {name} | {' | '.join(column[name] for column in columns)} |" for name in columns[0]]
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
