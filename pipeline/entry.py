"""Where the program starts: logging is set up before Beam, which logs while it is imported."""

import faulthandler

from pipeline import allocator, logs

faulthandler.enable()  # a crash in a compiled library says where
logs.configure()
allocator.give_back()

from pipeline.cli import run_main, run_template  # noqa: E402

__all__ = ["run_main", "run_template"]
