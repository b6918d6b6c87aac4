"""The labelled sets of this repository hold together: every label refers to something, once."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
FOLDERS = sorted(path.parent for path in HERE.glob("*/articles.jsonl"))
FIELDS = {"url", "outlet", "title", "published_at", "text", "relevant", "primary_event", "background_events", "kind"}
KINDS = {"positive", "hard_negative", "diplomatic_contact", "easy_negative", "lang_negative"}
MODES = {"call", "meeting", "visit", "message", "exchange"}
PAIRS = [
    ("contacts_dev", "contacts_held_out"),
    ("wide_wires", "unseen_wires"),
    ("wide_maghreb", "unseen_maghreb"),
    ("wide_press", "unseen_press"),
    ("fresh_shorts", "fresh_articles"),
    ("fresh_articles", "fresh_last"),
    ("fresh_shorts", "fresh_last"),
    ("fresh_bureaus_a", "fresh_bureaus_b"),
    ("words_a", "words_b"),
    ("press_a", "press_b"),
]
"""Folders of the same writers."""
ALONE = [
    "press_c", "press_d", "press_e", "monitor_c", "monitor_d", "unseen_desks", "unread_monitor", "fresh_gazette",
    "monitor_b", "near_misses", "press_f", "press_g", "press_h", "papers_a", "papers_b", "papers_c", "papers_d",
    "papers_f", "papers_g", "papers_h", "papers_i", "papers_j", "papers_k",
    "papers_l", "papers_m", "papers_n", "papers_o", "papers_p", "papers_q", "papers_r", "papers_s", "papers_t",
    "papers_u", "papers_v", "papers_w", "papers_x", "papers_y", "papers_z", "papers_aa",
    "like_a", "like_b", "like_c", "like_d", "like_e", "like_f", "like_g", "like_h", "like_i", "like_j", "like_k",
    "like_l", "like_m", "like_n", "like_o", "like_p", "like_q", "like_r", "like_s", "like_t", "like_u", "like_v",
    "like_w", "like_x",
]  # fmt: skip
SERVICES = {"cia", "fbi", "dni", "nsa", "dia", "svr", "fsb", "gru"}


def articles_of(folder: Path) -> list[dict[str, Any]]:
    """The labelled articles of one folder, in file order."""
    with (folder / "articles.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def events_of(folder: Path) -> dict[str, dict[str, Any]]:
    """What is true of each contact, by event id."""
    events: dict[str, dict[str, Any]] = json.loads((folder / "events.json").read_text(encoding="utf-8"))
    return events


def claimed(article: dict[str, Any]) -> list[str]:
    """The events an article is labelled with, the primary one first."""
    return [event for event in [article["primary_event"], *article["background_events"]] if event]


def test_there_is_something_to_check() -> None:
    assert {folder.name for folder in FOLDERS} == {name for pair in PAIRS for name in pair} | set(ALONE)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_articles_are_complete(folder: Path) -> None:
    for article in articles_of(folder):
        url = article["url"]
        assert set(article) >= FIELDS, url
        assert re.fullmatch(r"https://[a-z0-9-]+\.example/\S+", url), url
        assert article["kind"] in KINDS, url
        assert article["text"].strip(), url
        assert article["note"].strip(), url
        assert article["relevant"] == (article["kind"] == "positive"), url
        if article["published_at"] is not None:
            published_at = datetime.datetime.fromisoformat(article["published_at"])
            assert published_at.tzinfo is not None, url


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_relevant_articles_and_only_they_have_events(folder: Path) -> None:
    for article in articles_of(folder):
        assert article["relevant"] == bool(claimed(article)), article["url"]
        assert len(set(claimed(article))) == len(claimed(article)), article["url"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_events_are_those_that_articles_name(folder: Path) -> None:
    assert {event for article in articles_of(folder) for event in claimed(article)} == set(events_of(folder))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_events_are_valid(folder: Path) -> None:
    for name, event in events_of(folder).items():
        start, end = (datetime.date.fromisoformat(event[field]) for field in ("start", "end"))
        assert datetime.date(2000, 1, 1) <= start <= end, name
        assert event["modes"], name
        assert set(event["modes"]) <= MODES, name
        assert event["participants"] or event["optional"], name
        assert not set(event["participants"]) & set(event["optional"]), name
        for person in event["participants"] + event["optional"]:
            assert person in SERVICES or re.fullmatch(r"[a-z]+(-[a-z]+)+", person), (name, person)
        assert event["country"] is None or re.fullmatch(r"[A-Z]{2}", event["country"]), name


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_no_article_tells_of_a_contact_after_its_publication(folder: Path) -> None:
    events = events_of(folder)
    for article in articles_of(folder):
        if article["published_at"] is not None:
            day = datetime.datetime.fromisoformat(article["published_at"]).date()
            for event in claimed(article):
                assert datetime.date.fromisoformat(events[event]["start"]) <= day, (article["url"], event)


def test_no_article_and_no_text_occurs_twice() -> None:
    every = [article for folder in FOLDERS for article in articles_of(folder)]
    assert len({article["url"] for article in every}) == len(every)
    assert len({article["text"] for article in every}) == len(every)


@pytest.mark.parametrize(("read", "unread"), PAIRS)
def test_an_event_of_both_halves_is_the_same_contact(read: str, unread: str) -> None:
    first, second = events_of(HERE / read), events_of(HERE / unread)
    for name in set(first) & set(second):
        assert first[name] == second[name], name


def test_passages_are_complete() -> None:
    files = sorted((HERE / "passages").glob("*.jsonl"))
    passages = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    assert len({passage["text"] for passage in passages}) == len(passages) > 0
    for passage in passages:
        assert set(passage) - {"title"} == {"text", "published_at", "contact", "mode", "why"}, passage["text"]
        assert passage["text"].strip(), passage["why"]
        assert passage["why"].strip(), passage["text"]
        modes = passage["mode"] if isinstance(passage["mode"], list) else [passage["mode"]]
        assert set(modes) <= MODES if passage["contact"] else modes == [None], passage["text"]
        if passage["published_at"] is not None:
            assert datetime.datetime.fromisoformat(passage["published_at"]).tzinfo is not None, passage["text"]
