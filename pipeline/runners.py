"""Which runner a bounded cycle runs on."""

from __future__ import annotations

from apache_beam.options.pipeline_options import PipelineOptions, StandardOptions

LOCAL = "FnApiRunner"


def chosen(options: PipelineOptions) -> PipelineOptions:
    """The options with the runner named.

    Without one, or with DirectRunner, cycles run on FnApiRunner itself. DirectRunner would first look for a
    Prism binary on the internet and run on whichever it then has: what a machine can download must not
    decide how the program behaves.
    """
    standard = options.view_as(StandardOptions)
    if standard.runner in (None, "DirectRunner"):
        standard.runner = LOCAL
    return options
