"""A warehouse for each test."""

from __future__ import annotations

import pytest

from .newsroom import Tables


@pytest.fixture
def tables() -> Tables:
    """The tables of resolution, still empty."""
    return Tables()
