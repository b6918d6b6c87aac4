"""Where the program starts: logging is set up before Beam, which logs while it is imported."""

from pipeline import logs

logs.configure()

from pipeline.cli import run_main  # noqa: E402

__all__ = ["run_main"]
