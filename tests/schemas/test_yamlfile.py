"""What the reader of files that people write takes words for, and how it says what is wrong."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
import pytest

from schemas.yamlfile import ConfigError, read_yaml


class Entry(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    side: str = ""
    since: dt.date | None = None
    acting: bool = False
    rank: int = 0


class File(msgspec.Struct, forbid_unknown_fields=True):
    entries: list[Entry] = []


def written(folder: Path, text: str) -> Path:
    path = folder / "file.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_words_stay_words(tmp_path: Path) -> None:
    path = written(tmp_path, "entries:\n- {name: on, side: NO, since: 2021-03-19, acting: true, rank: 3}\n- name: 7\n")
    found = read_yaml(path, File)
    assert found.content.entries[0] == Entry("on", "NO", dt.date(2021, 3, 19), acting=True, rank=3)
    assert found.content.entries[1] == Entry("7")
    assert found.line(".entries[1].name") == 3
    assert found.line(".entries[9].name") == 2


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n", "null\n"])
def test_an_empty_file_is_an_empty_mapping(tmp_path: Path, text: str) -> None:
    assert read_yaml(written(tmp_path, text), File).content == File()


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("entries:\n- {name: a}\n- {name: b, name: c}\n", 3, "`name` is given twice"),
        ("entries:\n- {name: a, since: 2021-02-30}\n", 2, "`2021-02-30` is no day"),
        ("entries:\n- {name: a, acting: yes}\n", 2, "bool"),
        ("entries:\n- {name: a}\n- {[x]: b}\n", 3, "a key must be a word"),
        ("entries:\n- name: a\n  nmae: b\n", 2, "unknown field `nmae`"),
        ("entries: &a\n- *a\n", 1, "in itself"),
        ("entries:\n\t- a\n", 2, "not valid YAML"),
        ("[" * 3000 + "]" * 3000, 1, "nested too deeply"),
    ],
)
def test_an_error_names_the_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ConfigError, match=message) as error:
        read_yaml(path, File)
    assert (error.value.path, error.value.line) == (path, line)
    assert str(error.value).startswith(f"{path}:{line}: ")


def test_a_file_that_is_missing_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        read_yaml(tmp_path / "none.yaml", File)
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="cannot be read"):
        read_yaml(tmp_path / "bytes.yaml", File)
