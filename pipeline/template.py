"""The command line that Dataflow's template launcher makes, as `qanat run` takes it.

The launcher writes every parameter as `--name=value`, switches too, adds options of its own, and gives optional
parameters that were left empty as `--name=`. Files may be in Cloud Storage.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from apache_beam.io.filesystem import BeamIOError
from apache_beam.io.filesystems import FileSystems

from pipeline.commands.common import beam_parser
from pipeline.exits import NO_INPUT, USAGE, UserError

FILES = ("overrides",)
"""Options whose files are fetched when the job is launched, if they are not of this machine; --feeds is read by the
workers, at each poll."""
_TRUE, _FALSE = ("true", "1", "yes"), ("false", "0", "no")


def run_arguments(passed: Sequence[str], run: argparse.ArgumentParser) -> tuple[list[str], list[str]]:
    """The arguments for `run`, and those that neither it nor Beam knows.

    Args:
        passed: what the launcher passes.
        run: the parser of `qanat run`.
    """
    actions = {
        option: action
        for parser in (beam_parser(), run)
        for action in parser._actions
        for option in action.option_strings
    }
    known: list[str] = []
    unknown: list[str] = []
    for argument in passed:
        name, equals, value = argument.partition("=")
        action = actions.get(name)
        if action is None:
            unknown.append(argument)
        elif action.nargs == 0:
            known += [name] if _switched_on(name, value if equals else "true") else []
        elif value and name.removeprefix("--") in FILES:
            known.append(f"{name}={local_copy(name, value)}")
        elif value or not equals:
            known.append(argument)
    return known, unknown


def _switched_on(name: str, value: str) -> bool:
    if value.lower() in _TRUE:
        return True
    if value.lower() in ("", *_FALSE):
        return False
    raise UserError(f"{name}: expected true or false, got {value!r}", USAGE)


def local_copy(option: str, address: str) -> str:
    """Path of a copy of the file on this machine; of the file itself if it is here already."""
    if "://" not in address:
        return address
    try:
        with FileSystems.open(address) as file:
            content = file.read()
    except (BeamIOError, OSError, ValueError) as error:
        raise UserError(f"{option} {address}: cannot be read: {error}", NO_INPUT) from error
    path = Path(tempfile.mkdtemp(prefix="qanat-")) / address.rpartition("/")[2]
    path.write_bytes(content)
    return str(path)
