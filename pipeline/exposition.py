"""The figures of all cycles so far for Prometheus, on a loopback port; needs the extra `prometheus`."""

from __future__ import annotations

import contextlib
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, ProcessCollector, start_http_server
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric, SummaryMetricFamily
from prometheus_client.registry import Collector

from pipeline import __version__
from pipeline.exits import UNAVAILABLE, UserError
from pipeline.summary import CycleSummary
from transforms import figures

HOST = "127.0.0.1"
_UNITS = {"_milliseconds": 1000, "_seconds": 1}


class Exposition(Collector):
    """Totals since the program began, as Prometheus counts: see deploy/dataflow/README.md for the names."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._figures: Counter[str] = Counter()
        self._rows: Counter[str] = Counter()
        self._cycles: Counter[str] = Counter({"ok": 0, "failed": 0})
        self._seconds = 0.0
        self._last: CycleSummary | None = None

    def add(self, summary: CycleSummary) -> None:
        """Take the figures of a cycle that succeeded."""
        with self._lock:
            self._figures.update(summary.figures)
            self._rows.update(summary.rows)
            self._cycles["ok"] += 1
            self._seconds += summary.seconds
            self._last = summary

    def _fail(self) -> None:
        with self._lock:
            self._cycles["failed"] += 1

    def watching(self, cycle: Callable[[], CycleSummary]) -> Callable[[], CycleSummary]:
        """The cycle, with its figures taken."""

        def watched() -> CycleSummary:
            with contextlib.ExitStack() as unless_done:
                unless_done.callback(self._fail)
                summary = cycle()
                unless_done.pop_all()
            self.add(summary)
            return summary

        return watched

    def collect(self) -> Iterator[Metric]:
        """What a scrape gives."""
        with self._lock:
            yield _labelled("qanat_cycles", "cycles by how they ended", "status", self._cycles)
            yield SummaryMetricFamily(
                "qanat_cycle_seconds", "time of whole cycles", count_value=self._cycles["ok"], sum_value=self._seconds
            )
            for figure in figures.ALL:
                yield self._of(figure)
            rows = CounterMetricFamily("qanat_rows", "rows written, by table and outcome", labels=["table", "outcome"])
            outcomes = [name.partition(".") for name in self._rows]
            of_parts = {table for table, _, outcome in outcomes if outcome}
            for name, count in self._rows.items():
                table, _, outcome = name.partition(".")
                if outcome or table not in of_parts:
                    rows.add_metric([table, outcome], count)
            yield rows
            last = self._last
            if last is not None:
                begun = last.started_at.timestamp()
                yield GaugeMetricFamily("qanat_last_success_timestamp_seconds", "begin of the last whole cycle", begun)
                yield GaugeMetricFamily("qanat_warnings", "warnings of the last whole cycle", len(last.warnings))
            info = GaugeMetricFamily("qanat_build_info", "version of the program", labels=["version"])
            info.add_metric([__version__], 1)
            yield info

    def _of(self, figure: figures.Figure) -> Metric:
        if figure.kind == "counter":
            return CounterMetricFamily(f"qanat_{figure.name}", figure.says, self._figures[figure.name])
        unit = next(unit for unit in _UNITS if figure.name.endswith(unit))
        return SummaryMetricFamily(
            f"qanat_{figure.name.removesuffix(unit)}_seconds",
            figure.says,
            count_value=self._figures[f"{figure.name}.count"],
            sum_value=self._figures[f"{figure.name}.sum"] / _UNITS[unit],
        )


def _labelled(name: str, says: str, label: str, values: Counter[str]) -> Metric:
    family = CounterMetricFamily(name, says, labels=[label])
    for value, count in values.items():
        family.add_metric([value], count)
    return family


@contextmanager
def exposed(port: int) -> Iterator[Exposition]:
    """An exposition that Prometheus can scrape at http://127.0.0.1:PORT/metrics while inside."""
    exposition = Exposition()
    registry = CollectorRegistry()
    registry.register(exposition)
    ProcessCollector(registry=registry)
    try:
        server, thread = start_http_server(port, addr=HOST, registry=registry)
    except (OSError, OverflowError) as error:
        raise UserError(f"--prometheus_port {port}: cannot listen on {HOST}:{port} ({error})", UNAVAILABLE) from error
    try:
        yield exposition
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
