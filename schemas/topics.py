"""What the topics of reports and events are, beyond being ids of topics.yaml."""

from __future__ import annotations

from typing import Final

AFFAIR: Final = "affair:"
"""Begins topics that name one matter (an attack, a swap): contacts about another one are others."""
