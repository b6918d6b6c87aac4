"""Logging of the program: warnings on stderr, Beam's notes about optional parts that are not installed left out."""

from __future__ import annotations

import logging

_KNOWN = (
    "apitools not found",
    "Failed to import GCSFileSystem",
    "experiments option is set but no experiments",
)


class _LeaveOutKnown(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        return not record.getMessage().startswith(_KNOWN)


def configure(verbose: bool = False) -> None:
    """Set the level and the filter; called before Beam is imported and again when options are known."""
    root = logging.getLogger()
    if not root.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
        handler.addFilter(_LeaveOutKnown())
        root.addHandler(handler)
    root.setLevel(logging.DEBUG if verbose else logging.WARNING)
    for noisy in ("trafilatura", "htmldate", "courlan", "httpx", "httpcore", "justext", "charset_normalizer"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    # A step that fails ends its cycle, and the supervisor says why in one line: Beam's traceback only when asked for.
    logging.getLogger("apache_beam").setLevel(logging.INFO if verbose else logging.CRITICAL)
