"""Reading the knowledge files: YAML that matches `records.File`, with errors that name file and line."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any, Final

import msgspec
import yaml

from schemas.yamlfile import ConfigError
from transforms.contacts import records

_STEP: Final = re.compile(r"\.([A-Za-z_][A-Za-z0-9_]*)|\[(\d+|\.\.\.)\]")


msgspec.json.Decoder(records.File)  # worked out now: msgspec crashes when two threads meet a type first


class KnowledgeError(ConfigError, ValueError):
    """A knowledge file is wrong; the message says file, line and what was expected."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}")
        self.path = path
        self.line = line


class KnowledgeFile:
    """One file: its entries, and on which line each stands."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise KnowledgeError(path, 1, f"cannot be read: {error}") from error
        try:
            self._node = yaml.compose(text, Loader=yaml.CSafeLoader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise KnowledgeError(path, line, f"is no valid YAML: {error.problem}") from error
        except yaml.YAMLError as error:
            raise KnowledgeError(path, 1, f"is no valid YAML: {error}") from error
        data = {} if self._node is None else self._value(self._node)
        try:
            self.content = msgspec.convert(data, records.File)
        except msgspec.ValidationError as error:
            message, _, at = str(error).partition(" - at `$")
            raise KnowledgeError(
                path, self.line(at.rstrip("`")), f"{message} (at {at.rstrip('`') or 'top'})"
            ) from error

    def line(self, at: str) -> int:
        """The line (from 1) of the value at a path such as `.people[3].side`; that of the nearest one above it."""
        node: Any = self._node
        for name, index in _STEP.findall(at):
            inner = None
            if name and isinstance(node, yaml.MappingNode):
                inner = next((value for key, value in node.value if key.value == name), None)
            elif index.isdigit() and isinstance(node, yaml.SequenceNode) and int(index) < len(node.value):
                inner = node.value[int(index)]
            if inner is None:
                break
            node = inner
        return int(node.start_mark.line) + 1 if node is not None else 1

    def _value(self, node: Any) -> Any:
        if isinstance(node, yaml.MappingNode):
            found: dict[Any, Any] = {}
            for key, value in node.value:
                if key.value in found:
                    raise KnowledgeError(self.path, key.start_mark.line + 1, f"`{key.value}` is given twice")
                found[key.value] = self._value(value)
            return found
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item) for item in node.value]
        tag, text = node.tag, node.value
        if tag == "tag:yaml.org,2002:null":
            return None
        if tag == "tag:yaml.org,2002:timestamp":
            try:
                return dt.date.fromisoformat(text)
            except ValueError:
                raise KnowledgeError(self.path, node.start_mark.line + 1, f"`{text}` is no day (YYYY-MM-DD)") from None
        if tag == "tag:yaml.org,2002:bool" and text in {"true", "false"}:
            return text == "true"
        # `yes`, `no` and numbers are words here: side NO is Norway.
        return text
