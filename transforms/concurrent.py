"""A DoFn that waits for many things at once: for steps that spend their time on the network."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import apache_beam as beam
from apache_beam.utils.windowed_value import WindowedValue

_WAITING = 32
"""Results that may wait for the next step before workers pause, so that memory stays bounded."""


class ConcurrentDoFn(beam.DoFn):
    """Calls `results(element)` in `threads` threads and gives what they yield, in the order it comes.

    With one thread it is an ordinary DoFn. An error in a thread fails the bundle, as it would in `process`.
    """

    def __init__(self, threads: int = 1) -> None:
        self.threads = threads

    def results(self, element: Any) -> Iterator[Any]:
        """What follows from the element; called in a worker thread."""
        raise NotImplementedError

    def count(self, result: Any) -> None:
        """Called for each result in the bundle's own thread, the only one in which Beam's counters count."""

    def start_bundle(self) -> None:
        """Begin with no work under way."""
        self._elements: list[tuple[Any, Any, Any]] = []

    def process(
        self, element: Any, at: Any = beam.DoFn.TimestampParam, window: Any = beam.DoFn.WindowParam
    ) -> Iterator[Any]:
        """Put the element aside for `finish_bundle`, or handle it at once if there is one thread."""
        if self.threads == 1:
            for result in self.results(element):
                self.count(result)
                yield result
        else:
            self._elements.append((element, at, window))

    def finish_bundle(self) -> Iterator[WindowedValue]:
        """Work through what was put aside."""
        if not self._elements:
            return
        done: queue.Queue[tuple[Any, Any]] = queue.Queue(maxsize=_WAITING)
        stop = threading.Event()

        def put(where: Any, value: Any) -> None:
            while not stop.is_set():
                try:
                    done.put((where, value), timeout=0.5)
                except queue.Full:
                    continue
                return

        def work(element: Any, at: Any, window: Any) -> None:
            if stop.is_set():
                return
            try:
                for result in self.results(element):
                    put((at, window), result)
            except BaseException as error:  # noqa: BLE001  (raised again in the bundle's own thread)
                put(None, error)
            else:
                put(None, None)

        elements, self._elements = self._elements, []
        with ThreadPoolExecutor(min(self.threads, len(elements))) as pool:
            for element in elements:
                pool.submit(work, *element)
            try:
                under_way = len(elements)
                while under_way:
                    where, value = done.get()
                    if where is not None:
                        self.count(value)
                        yield _placed(value, *where)
                    elif value is not None:
                        raise value
                    else:
                        under_way -= 1
            finally:
                stop.set()


def _placed(value: Any, at: Any, window: Any) -> Any:
    if isinstance(value, beam.pvalue.TaggedOutput):
        return beam.pvalue.TaggedOutput(value.tag, _placed(value.value, at, window))
    return WindowedValue(value, at, (window,))
