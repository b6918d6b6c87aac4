"""YAML files that people write, read into records, with errors that name file, line and what was expected."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

T = TypeVar("T")

_PATH_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")


class ConfigError(Exception):
    """A file that people write is missing or says something that cannot be meant; the message says where."""


def read_yaml(path: Path, kind: type[T]) -> T:
    """The file as a value of type `kind`; unknown keys are errors if `kind` forbids them.

    Raises:
        ConfigError: naming file, line and what was expected.
    """
    root = _composed(path)
    loader = yaml.CSafeLoader("")
    try:
        value = loader.construct_document(root) if root is not None else None
        return msgspec.convert(value, kind)
    except yaml.YAMLError as error:
        raise _yaml_error(path, error) from error
    except msgspec.ValidationError as error:
        message, _, where = str(error).partition(" - at `")
        steps = where.removesuffix("`").removeprefix("$")
        line = line_of(root, steps)
        raise ConfigError(f"{path}:{line}: {steps.lstrip('.') or 'the file'}: {_lower(message)}") from error
    finally:
        loader.dispose()


def line_of(root: yaml.Node | None, steps: str) -> int:
    """Line (from 1) of the node that a path such as `.feeds[3].url` leads to, or of its nearest parent."""
    node = root
    for name, index in _PATH_STEP.findall(steps):
        child = _child(node, name, index)
        if child is None:
            break
        node = child
    return node.start_mark.line + 1 if node is not None else 1


def positions(path: Path, steps: list[str]) -> list[int]:
    """Lines of several paths within one file, for checks that go beyond types."""
    root = _composed(path)
    return [line_of(root, step) for step in steps]


def _child(node: yaml.Node | None, name: str, index: str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode) and name:
        for key, value in node.value:
            if key.value == name:
                return value  # type: ignore[no-any-return]
    if isinstance(node, yaml.SequenceNode) and index and int(index) < len(node.value):
        return node.value[int(index)]  # type: ignore[no-any-return]
    return None


def _composed(path: Path) -> yaml.Node | None:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
    try:
        return yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise _yaml_error(path, error) from error


def _yaml_error(path: Path, error: Any) -> ConfigError:
    mark = getattr(error, "problem_mark", None)
    line = f":{mark.line + 1}" if mark else ""
    return ConfigError(f"{path}{line}: not valid YAML: {getattr(error, 'problem', None) or error}")


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]
