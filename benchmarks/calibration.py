"""Fits the weights of `Report.confidence` to labelled articles, and shows how well it predicts.

    python benchmarks/calibration.py [--write] [folder ...]

Without folders: the labelled sets of the repository, the demo newsroom and, where they are, ../shared/acceptance.
A report is right if it is of a contact that the label says its article reports or recounts, in one of that contact's
modes, with all participants who must be named and none who may not, and with days that touch the true ones (a report
that gives no days says nothing wrong about them). The weights are a logistic regression's with a ridge penalty.

The table is of predictions for articles that the weights were not fitted to: ten folds by event, since articles of one
event are alike; the articles that report nothing true are dealt out like events. Each bin holds as many reports as the
next: the mean confidence, the share that was right, and in how wide an interval that share lies (Wilson, 95 %).
Brier score and log loss stand beside those of giving every report the mean.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table

from pipeline.demo import newsdesk
from pipeline.evaluation import GoldEvent, days_agree, read_gold
from schemas.records import Article, Report
from transforms.contacts import detect
from transforms.contacts.confidence import WEIGHTS_FILE, Weights, confidence

ROOT: Final = Path(__file__).resolve().parents[1]
NOW: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
COMMAND: Final = "python benchmarks/calibration.py --write"
FOLDS: Final = 10
BINS: Final = 6
RIDGE: Final = 5.0
"""Half of it times the square of each weight is taken from the log likelihood; the intercept goes free. Of 1, 2, 3, 5
and 10 it left the least loss on other events."""

Floats = npt.NDArray[np.float64]


class Example(NamedTuple):
    """A report of a labelled article."""

    group: str
    """What it is kept together with: the event, or the article if it has none."""
    signs: Mapping[str, float]
    right: bool
    where: str


def labelled(folder: Path) -> Iterator[tuple[Article, list[GoldEvent], str]]:
    """Each article of a labelled set with the events it tells of and the group it belongs to."""
    gold = read_gold(folder)
    for line in (folder / "articles.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        label = gold.articles.get(row["url"])
        if label is None:
            continue
        names = [name for name in (label.primary_event, *(label.background_events or ())) if name and label.relevant]
        at = dt.datetime.fromisoformat(row["published_at"]) if row.get("published_at") else None
        article = Article(
            url=row["url"], outlet=row["outlet"], title=row.get("title"), text=row["text"], text_sha256="",
            published_at=at,
        )  # fmt: skip
        yield article, [gold.events[name] for name in names], names[0] if names else row["url"]


def newsroom() -> Iterator[tuple[Article, list[GoldEvent], str]]:
    """The same of the articles of the demo newsroom; who must take part is what the article's own label says."""
    events = newsdesk.events()
    for story in newsdesk.articles(2):
        if story.language != "ar" or story.planned:
            continue
        names = [name for name in (story.primary, *story.background) if name]
        found = [
            GoldEvent(
                start=events[name].start, end=events[name].end, modes=list(events[name].modes),
                participants=list(story.people) if name == story.primary else [],
                optional=["*"] if name != story.primary else list(events[name].optional),
                country=events[name].country,
            )
            for name in names
        ]  # fmt: skip
        article = Article(
            url=story.id, outlet=story.outlet, title=story.title, text="\n\n".join(story.paragraphs), text_sha256="",
            published_at=story.published_at,
        )  # fmt: skip
        yield article, found, names[0] if names else story.id


def is_right(report: Report, events: Sequence[GoldEvent]) -> bool:
    """Whether the report is of one of the events, and says nothing wrong of it."""
    got = {participant.person_id for participant in report.participants}
    for event in events:
        must, may = set(event.participants), set(event.participants) | set(event.optional)
        people = must <= got and (got <= may or "*" in may)
        if people and report.mode in event.modes and (report.event_end is None or days_agree(report, event)):
            return True
    return False


def examples(sets: Sequence[Iterator[tuple[Article, list[GoldEvent], str]]]) -> list[Example]:
    """The reports of all articles of the sets."""
    found = []
    for one in sets:
        for article, events, group in one:
            detection = detect(article, detected_at=NOW)
            for report in (*detection.findings.reports, *detection.trace.unsure):
                signs = detection.trace.signs[report.report_id]
                found.append(Example(group, signs, is_right(report, events), article.url))
    return found


def fitted(given: Sequence[Example], names: Sequence[str]) -> Floats:
    """Intercept and weights by Newton's method; the likelihood with its penalty has one maximum."""
    x = np.array([[1.0, *(example.signs[name] for name in names)] for example in given])
    y = np.array([float(example.right) for example in given])
    penalty = np.full(x.shape[1], RIDGE)
    penalty[0] = 1e-6
    weights = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (y - p) - penalty * weights
        hessian = (x * (p * (1 - p))[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(hessian, gradient)
        weights += step
        if float(np.abs(step).max()) < 1e-9:
            break
    return weights


def as_weights(values: Floats, names: Sequence[str], given: Sequence[Example]) -> Weights:
    """The values as the file holds them."""
    rounded = [round(float(value), 3) for value in values]
    return Weights(
        intercept=rounded[0], weights=dict(zip(names, rounded[1:], strict=True)), reports=len(given),
        right=sum(example.right for example in given), command=COMMAND,
    )  # fmt: skip


def fold_of(group: str) -> int:
    """The fold of a group, the same in every run."""
    return int(hashlib.sha256(group.encode()).hexdigest(), 16) % FOLDS


def held_out(given: Sequence[Example], names: Sequence[str]) -> Floats:
    """The confidence of each report by weights fitted to the other folds."""
    found = np.zeros(len(given))
    for fold in range(FOLDS):
        rest = [example for example in given if fold_of(example.group) != fold]
        weights = as_weights(fitted(rest, names), names, rest)
        for index, example in enumerate(given):
            if fold_of(example.group) == fold:
                found[index] = confidence(example.signs, weights)
    return found


def wilson(right: int, of: int) -> tuple[float, float]:
    """The interval in which a share lies with 95 %."""
    z = 1.96
    share = right / of
    center = (share + z * z / (2 * of)) / (1 + z * z / of)
    reach = z * ((share * (1 - share) / of + z * z / (4 * of * of)) ** 0.5) / (1 + z * z / of)
    return center - reach, center + reach


def losses(predicted: Floats, right: Floats) -> tuple[float, float]:
    """Brier score and log loss."""
    brier = float(np.mean((predicted - right) ** 2))
    return brier, float(-np.mean(right * np.log(predicted) + (1 - right) * np.log(1 - predicted)))


def shown(given: Sequence[Example], predicted: Floats) -> Table:
    """Predicted and observed shares by bin."""
    table = Table(title=f"{len(given)} reports, predicted by weights fitted to other events")
    for column in ("confidence", "reports", "mean", "right", "95 %"):
        table.add_column(column, justify="right")
    right = np.array([float(example.right) for example in given])
    for part in np.array_split(np.argsort(predicted, kind="stable"), BINS):
        low, high = wilson(int(right[part].sum()), len(part))
        table.add_row(
            f"{predicted[part].min():.2f} - {predicted[part].max():.2f}", str(len(part)),
            f"{predicted[part].mean():.2f}", f"{right[part].mean():.2f}", f"{low:.2f} - {high:.2f}",
        )  # fmt: skip
    mean = np.full(len(given), right.mean())
    table.caption = "\n".join(
        f"{name}: Brier {brier:.3f}, log loss {loss:.3f}"
        for name, (brier, loss) in (("confidence", losses(predicted, right)), ("the mean", losses(mean, right)))
    )
    return table


def main() -> None:
    """Fit, show, and write with --write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--write", action="store_true", help=f"write {WEIGHTS_FILE.name}")
    parser.add_argument("--wrong", action="store_true", help="list the wrong reports, the surest first")
    options = parser.parse_args()
    acceptance = ROOT.parent / "shared" / "acceptance"
    folders = options.folders or sorted(
        path.parent for root in (ROOT / "tests" / "gold", acceptance) for path in root.glob("*/articles.jsonl")
    )
    sets: list[Any] = [labelled(folder) for folder in folders]
    given = examples(sets if options.folders else [*sets, newsroom()])
    names = sorted(given[0].signs)
    predicted = held_out(given, names)
    Console(width=100).print(shown(given, predicted))
    weights = as_weights(fitted(given, names), names, given)
    for name, value in sorted(weights.weights.items(), key=lambda item: item[1]):
        print(f"{value:+.2f} {name} ({sum(example.signs[name] > 0 for example in given)} reports)")
    if options.wrong:
        for index in np.argsort(-predicted):
            if not given[index].right:
                print(f"{predicted[index]:.2f} {given[index].where}")
    if options.write:
        lines = [f"{name}: {value}" for name, value in msgspec.to_builtins(weights).items() if name != "weights"]
        lines += ["weights:", *(f"  {name}: {value}" for name, value in sorted(weights.weights.items()))]
        head = f"# Weights of the signs that confidence.py reads; made by `{COMMAND}`, which see. Not to be edited.\n"
        WEIGHTS_FILE.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
