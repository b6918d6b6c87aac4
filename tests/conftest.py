"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from schemas import coders

coders.register()
# How long an example takes says more about the machine than about the code; tests of time bound it themselves.
settings.register_profile("no_deadline", deadline=None)
settings.load_profile("no_deadline")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of the labelled sets and the measurement data, which are not part of the repository."""
    folder = Path(os.environ.get("QANAT_SHARED", ROOT.parent / "shared"))
    if not (folder / "acceptance").is_dir():
        pytest.skip("the labelled sets are not here: set QANAT_SHARED to their folder")
    return folder
