"""The feeds file: what is accepted, and how errors name the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.feeds_file import PACKAGED, minutes_of, read_feeds
from schemas.yamlfile import ConfigError

GOOD = """\
feeds:
  - {outlet: One, url: "https://one.example/rss", country: EG, section: world, every: 30m}
  - outlet: Two
    url: http://two.example/feed
"""


def test_a_good_file(tmp_path: Path) -> None:
    file = tmp_path / "feeds.yaml"
    file.write_text(GOOD)
    one, two = read_feeds(file)
    assert (one.outlet, one.url, one.country, one.section, one.every_minutes) == (
        "One",
        "https://one.example/rss",
        "EG",
        "world",
        30,
    )
    assert (two.outlet, two.every_minutes) == ("Two", None)


def test_the_packaged_list_is_good() -> None:
    feeds = read_feeds(PACKAGED)
    assert len(feeds) >= 20
    assert all(feed.country for feed in feeds)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("feeds:\n  - {outlet: A}\n", 2, "missing required field `url`"),
        ("feeds:\n  - {outlet: A, url: 7}\n", 2, "expected an http or https address"),
        ("feeds:\n  - outlet: A\n    url: ftp://a.example/\n", 2, "expected an http or https address"),
        ("feeds:\n  - outlet: A\n    url: https://a.example/\n    color: red\n", 2, "unknown field `color`"),
        ("feeds:\n  - outlet: A\n    url: https://a.example/\n    every: soon\n", 2, "'soon' is no duration"),
        ("feeds:\n  - outlet: A\n    url: https://a.example/\n    country: Egypt\n", 2, "two capital letters"),
        ("feeds:\n  - {outlet: ' ', url: 'https://a.example/'}\n", 2, "the outlet's name"),
        (
            "feeds:\n  - {outlet: A, url: 'https://a.example/'}\n  - {outlet: B, url: 'https://a.example/'}\n",
            3,
            "already in line 2",
        ),
        ("feeds: []\n", 1, "at least one feed"),
        ("feeds:\n  - {outlet: A, url: [}\n", 2, "not valid YAML"),
        ("", 1, "missing required field `feeds`"),
        ("feeds:\n  - {outlet: A, url: 'https://a.example/'}\nfeeds: []\n", 3, "`feeds` is given twice"),
        ("- just\n- a list\n", 1, "expected `object`"),
    ],
)
def test_errors_name_the_line_and_what_was_expected(tmp_path: Path, text: str, line: int, message: str) -> None:
    file = tmp_path / "feeds.yaml"
    file.write_text(text)
    with pytest.raises(ConfigError) as error:
        read_feeds(file)
    assert str(error.value).startswith(f"{file}:{line}:")
    assert message in str(error.value)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        read_feeds(tmp_path / "none.yaml")


@pytest.mark.parametrize(("text", "minutes"), [("90s", 1.5), ("15m", 15), ("2h", 120), ("1d", 1440), ("0.5h", 30)])
def test_durations(text: str, minutes: float) -> None:
    assert minutes_of(text) == minutes


@pytest.mark.parametrize("text", ["", "15", "m", "-3m", "0m", "15 min", "١٥m"])
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match="no duration"):
        minutes_of(text)
