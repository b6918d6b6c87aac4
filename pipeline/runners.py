"""Which runner a bounded cycle runs on."""

from __future__ import annotations

from collections.abc import Sequence

from apache_beam.options.pipeline_options import DirectOptions, PipelineOptions, StandardOptions

LOCAL = "FnApiRunner"


class CycleOptions(PipelineOptions):
    """Beam's options with each view made once.

    Beam asks for some five hundred views while it builds and runs one cycle's graph, and makes a parser for
    each: a quarter of an idle cycle's time.
    """

    def view_as(self, cls: type[PipelineOptions]) -> PipelineOptions:
        """The view of that class; all views share their values, so that one of each is enough."""
        views = self.__dict__.setdefault("_views", {})
        if cls not in views:
            views[cls] = super().view_as(cls)
        return views[cls]


def cycle_options(flags: Sequence[str]) -> CycleOptions:
    """The options of one cycle, with the runner named.

    Without one, or with DirectRunner, cycles run on FnApiRunner itself. DirectRunner would first look for a
    Prism binary on the internet and run on whichever it then has: what a machine can download must not
    decide how the program behaves.
    """
    options = CycleOptions(list(flags))
    standard = options.view_as(StandardOptions)
    if standard.runner in (None, "DirectRunner"):
        standard.runner = LOCAL
    return options


def runs_in_this_process(flags: Sequence[str]) -> bool:
    """Whether cycles with these flags run in this process and nowhere else."""
    options = cycle_options(flags)
    direct = options.view_as(DirectOptions)
    return bool(options.view_as(StandardOptions).runner == LOCAL and direct.direct_running_mode == "in_memory")
