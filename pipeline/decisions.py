"""The analyst's decisions as a run knows them: the overrides file, read again before every cycle."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from pipeline.exits import NO_INPUT, UserError
from pipeline.summary import CycleSummary
from schemas.yamlfile import ConfigError
from transforms.events.overrides import Decisions, read_overrides

NAME = "overrides.yaml"
"""The file in a warehouse's folder that counts when no other is named: decisions name the reports of one warehouse."""


@dataclass(frozen=True)
class Decided:
    """The decisions that count in one cycle."""

    path: Path = Path(NAME)
    decisions: Decisions = field(default_factory=Decisions)
    problem: str | None = None
    """Why the file cannot be read now; the decisions are then those it held last."""

    @property
    def fingerprint(self) -> str:
        """Another for other decisions, empty for none."""
        if not self.decisions.overrides:
            return ""
        return hashlib.sha256(msgspec.json.encode(self.decisions.overrides)).hexdigest()[:16]

    def unapplied(self, found: Iterable[str]) -> tuple[str, ...]:
        """The messages for what the step has counted: position, name and problem, by tabs."""
        parts = sorted((int(position), name, problem) for position, name, problem in (one.split("\t") for one in found))
        lines = self.decisions.lines
        return tuple(f"{self.path}:{lines[position]}: {name}: {problem}" for position, name, problem in parts)


class DecisionsFile:
    """An overrides file that is watched.

    Args:
        path: the file.
        required: whether it has to be there when the run begins.

    Raises:
        UserError: it has to be there and is not.
        ConfigError: it is malformed; the message names file and line.
    """

    def __init__(self, path: Path, required: bool) -> None:
        self._path = path
        self._required = required
        if required and not path.exists():
            raise UserError(f"--overrides {path}: no such file", NO_INPUT)
        self._last = self._read()

    def latest(self) -> Decided:
        """What the file says now. A mistake made while a run goes on stops nothing: what it said last goes on."""
        try:
            self._last = self._read()
        except ConfigError as error:
            return Decided(self._path, self._last, str(error))
        return Decided(self._path, self._last)

    def _read(self) -> Decisions:
        if not self._required and not self._path.exists():
            return Decisions()
        return read_overrides(self._path)


def decisions_file(named: Path | None, warehouse: Path | str | None) -> DecisionsFile:
    """The file that was named, or that of the warehouse; the working folder's where the warehouse is no folder here."""
    folder = warehouse if isinstance(warehouse, Path) else Path()
    return DecisionsFile(named or folder / NAME, required=named is not None)


def have_changed(decided: Decided, last: CycleSummary | None) -> bool:
    """Whether the last cycle applied other decisions."""
    return decided.fingerprint != (last.overrides if last is not None else "")
