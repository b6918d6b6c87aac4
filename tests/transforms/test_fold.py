"""One fold, two adapters: bounded and unbounded input give the same rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import apache_beam as beam
import msgspec
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.direct.direct_runner import BundleBasedDirectRunner
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing import test_stream
from apache_beam.testing.util import assert_that, equal_to
from apache_beam.transforms.trigger import AccumulationMode
from apache_beam.transforms.window import FixedWindows, TimestampedValue
from apache_beam.utils.timestamp import Duration

from schemas.records import DeadLetter, Visit
from transforms.clock import FixedClock
from transforms.fold import Fold, RunFold
from transforms.rows import record_of

AT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def visit(url: str, day: int) -> Visit:
    at = AT + dt.timedelta(days=day)
    return Visit(url=url, link=url, outlet="o", first_seen_at=at, visited_at=at)


class FirstSeen(Fold[set[str], Visit, Visit, Visit | DeadLetter]):
    """Gives the first visit of each link and a dead letter for each further one."""

    def fresh(self) -> set[str]:
        return set()

    def seeded(self, state: set[str], seeds: Iterable[Visit]) -> set[str]:
        return state | {seed.link for seed in seeds}

    def fold(
        self, state: set[str], inputs: Iterable[Visit], at: dt.datetime
    ) -> tuple[set[str], list[Visit | DeadLetter]]:
        outputs: list[Visit | DeadLetter] = []
        for one in inputs:
            if one.link in state:
                outputs.append(
                    DeadLetter(stage="s", key=one.link, error_type="again", error="", payload="", failed_at=at)
                )
            else:
                outputs.append(one)
            state = state | {one.link}
        return state, outputs

    def encode(self, state: set[str]) -> bytes:
        return msgspec.msgpack.encode(sorted(state))

    def decode(self, encoded: bytes) -> set[str]:
        return set(msgspec.msgpack.decode(encoded, type=list[str]))


INPUTS = [("k", visit("a", 1)), ("k", visit("a", 2)), ("k", visit("b", 1)), ("j", visit("a", 3)), ("k", visit("c", 1))]
SEEDS = [("k", visit("c", 0)), ("x", visit("d", 0))]


@pytest.mark.parametrize("threads", [1, 4])
def test_bounded_input_is_joined_with_prior_rows(threads: int) -> None:
    with beam.Pipeline(runner=FnApiRunner()) as pipeline:
        inputs = pipeline | "i" >> beam.Create(INPUTS).with_output_types(tuple[str, Visit])
        seeds = pipeline | "s" >> beam.Create(SEEDS).with_output_types(tuple[str, Visit])
        result = {"inputs": inputs, "seeds": seeds} | RunFold(FirstSeen(), FixedClock(AT), Visit, threads)
        assert_that(result["main"] | "m" >> beam.Map(lambda one: one.url), equal_to(["a", "b", "a"]), label="main")
        assert_that(
            result["rows"] | "d" >> beam.Map(lambda row: record_of(row).key), equal_to(["a", "c"]), label="dead letters"
        )


@pytest.mark.parametrize("late", [False, True])
def test_unbounded_input_gives_the_same_window_by_window(late: bool) -> None:
    stream = test_stream.TestStream()
    stream.add_elements([TimestampedValue(("seed", key, seed), 1) for key, seed in SEEDS])
    for place, (key, one) in enumerate(INPUTS):
        stream.add_elements([TimestampedValue(("input", key, one), 1 if late else place * 10 + 1)])
        stream.advance_watermark_to(place * 10 + 10)  # closes the window
    stream.advance_watermark_to_infinity()
    options = PipelineOptions([], streaming=True)
    with beam.Pipeline(runner=BundleBasedDirectRunner(), options=options) as pipeline:
        both = (
            pipeline
            | stream
            | beam.WindowInto(
                FixedWindows(10), accumulation_mode=AccumulationMode.DISCARDING, allowed_lateness=Duration(100)
            )
        )

        def of(kind: str) -> beam.PCollection:
            kept = both | f"is_{kind}" >> beam.Filter(lambda element: element[0] == kind)
            return kept | kind >> beam.Map(lambda element: element[1:]).with_output_types(tuple[str, Visit])

        assert not both.is_bounded
        result = {"inputs": of("input"), "seeds": of("seed")} | RunFold(FirstSeen(), FixedClock(AT), Visit)
        assert result["main"].windowing.windowfn == FixedWindows(10)
        assert_that(
            result["main"] | "m" >> beam.Map(lambda one: one.url),
            equal_to(["a", "b", "a"]),
            label="main",
        )
        assert_that(
            result["rows"] | "d" >> beam.Map(lambda row: record_of(row).key), equal_to(["a", "c"]), label="dead letters"
        )


def test_an_error_in_a_thread_fails_the_bundle() -> None:
    class Failing(FirstSeen):
        def fold(self, state, inputs, at):  # type: ignore[no-untyped-def]
            raise ZeroDivisionError("a bug")

    pipeline = beam.Pipeline(runner=FnApiRunner())
    inputs = pipeline | "i" >> beam.Create(INPUTS).with_output_types(tuple[str, Visit])
    seeds = pipeline | "s" >> beam.Create(SEEDS).with_output_types(tuple[str, Visit])
    _ = {"inputs": inputs, "seeds": seeds} | RunFold(Failing(), FixedClock(AT), Visit, 4)
    with pytest.raises(Exception, match="a bug"):
        pipeline.run().wait_until_finish()
