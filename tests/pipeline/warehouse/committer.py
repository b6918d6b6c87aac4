"""A process that commits to a warehouse until it is killed; run by the tests.

    python -m tests.pipeline.warehouse.committer WAREHOUSE [hold]

Each commit adds one row to each of three tables. With `hold` it only holds the lock.
"""

from __future__ import annotations

import sys
import time

from pipeline.warehouse import Warehouse
from tests.pipeline.warehouse.samples import commit, poll, report, visit


def main() -> None:
    with Warehouse.open(sys.argv[1]).writer(grace_seconds=1.0) as writer:
        print("ready", flush=True)
        while sys.argv[2:] == ["hold"]:
            time.sleep(60)
        while True:
            number = writer.snapshot().number + 1
            rows = [poll("f", number), visit(f"p{number}", number), report(f"r{number}", number)]
            commit(writer, rows, cycle=number)
            print(number, flush=True)


if __name__ == "__main__":
    main()
