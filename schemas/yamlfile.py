"""YAML files that people write, read into records, with errors that name file, line and what was expected.

Only what a person may mean is read from a plain word: null, `true`, `false`, a day (YYYY-MM-DD), a number where the
record wants one. `NO` is Norway and `on` a preposition, as they are written; a key given twice is an error.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

import msgspec
import yaml

T = TypeVar("T")

_PATH_STEP: Final = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")
_TAG: Final = "tag:yaml.org,2002:"


class ConfigError(Exception):
    """A file that people write is missing or says something that cannot be meant; the message says where."""

    path: Path | None = None
    line: int | None = None
    """Counted from 1; null where it is not about a line."""

    @classmethod
    def at(cls, path: Path, line: int | None, message: str) -> ConfigError:
        """An error that begins with `path:line: `."""
        error = cls(f"{path}:{line}: {message}" if line is not None else f"{path}: {message}")
        error.path, error.line = path, line
        return error


class YamlFile(Generic[T]):
    """A file's content as a value of type T, and on which line each part of it stands."""

    def __init__(self, path: Path, content: T, root: yaml.Node | None) -> None:
        self.path = path
        self.content = content
        self._root = root

    def line(self, at: str) -> int:
        """The line (from 1) of the value that a path such as `.feeds[3].url` leads to, or of its nearest parent."""
        return _line_of(self._root, at)

    def error(self, at: str, message: str) -> ConfigError:
        """What is wrong with the value at that path, for checks that go beyond types."""
        return ConfigError.at(self.path, self.line(at), message)


def read_yaml(path: Path, kind: type[T]) -> YamlFile[T]:
    """The file read as a value of type `kind`; unknown keys are errors if `kind` forbids them.

    An empty file is the same as an empty mapping.

    Raises:
        ConfigError: naming file, line and what was expected.
    """
    root = _composed(path)
    try:
        value = {} if root is None or root.tag == f"{_TAG}null" else _value(path, root)
    except RecursionError as error:
        raise ConfigError.at(path, 1, "is nested too deeply, or in itself") from error
    try:
        return YamlFile(path, msgspec.convert(value, kind, strict=False), root)
    except msgspec.ValidationError as error:
        message, _, where = str(error).partition(" - at `")
        steps = where.removesuffix("`").removeprefix("$")
        what = f"{steps.lstrip('.') or 'the file'}: {message[:1].lower()}{message[1:]}"
        raise ConfigError.at(path, _line_of(root, steps), what) from error


def _value(path: Path, node: Any) -> Any:
    if isinstance(node, yaml.MappingNode):
        found: dict[Any, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise ConfigError.at(path, key.start_mark.line + 1, "a key must be a word")
            if key.value in found:
                raise ConfigError.at(path, key.start_mark.line + 1, f"`{key.value}` is given twice")
            found[key.value] = _value(path, value)
        return found
    if isinstance(node, yaml.SequenceNode):
        return [_value(path, item) for item in node.value]
    tag, text = node.tag, node.value
    if tag == f"{_TAG}null":
        return None
    if tag == f"{_TAG}timestamp" and len(text) == 10:
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            raise ConfigError.at(path, node.start_mark.line + 1, f"`{text}` is no day (YYYY-MM-DD)") from None
    if tag == f"{_TAG}bool" and text in {"true", "false"}:
        return text == "true"
    return text


def _line_of(root: yaml.Node | None, steps: str) -> int:
    node = root
    for name, index in _PATH_STEP.findall(steps):
        child = _child(node, name, index)
        if child is None:
            break
        node = child
    return node.start_mark.line + 1 if node is not None else 1


def _child(node: yaml.Node | None, name: str, index: str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode) and name:
        for key, value in node.value:
            if key.value == name:
                return value  # type: ignore[no-any-return]
    if isinstance(node, yaml.SequenceNode) and index.isdigit() and int(index) < len(node.value):
        return node.value[int(index)]  # type: ignore[no-any-return]
    return None


def _composed(path: Path) -> yaml.Node | None:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError.at(path, None, "no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError.at(path, None, f"cannot be read: {error}") from error
    try:
        return yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        raise ConfigError.at(path, line, f"not valid YAML: {getattr(error, 'problem', None) or error}") from error
