"""Fits the weights of the second reader to labelled texts, and shows how well it judges what it has not seen.

    python benchmarks/resemblance.py [--write]

Examples, relevant or not, are texts that name both sides and a service in one or two sentences: of the labelled sets,
of the sentences and the grid that the rules are tested with, and of unrelated.yaml. Which of its passages reports the
contact is not labelled: the fit begins with all of them and goes on with the one that the last fit found likeliest
(multiple-instance learning). The fit is a logistic regression's with a ridge penalty, which has one result.

The table is of texts judged by weights that saw none of their writer's texts, nor any of the same contact: positives of
the same month, and the negatives most like these. For each least likelihood it says how many of the texts above it
report a contact. Sets of which only the figures are read (`UNREAD`) are neither fitted nor shown.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import yaml
from rich.console import Console
from rich.progress import track
from rich.table import Table
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression

from pipeline.evaluation import read_gold
from schemas.records import Article
from transforms.contacts import detect
from transforms.contacts.resemblance import FAMILIES, WEIGHTS_FILE, Passage, Weights, passages, vector
from transforms.contacts.second_reading import LEAST_LIKELY

ROOT: Final = Path(__file__).resolve().parents[1]
GOLD: Final = ROOT / "tests" / "gold"
SENTENCES: Final = ROOT / "tests" / "transforms" / "contacts"
UNREAD: Final = frozenset((
    *("unread_monitor", "monitor_d", "papers_m", "papers_n", "papers_z", "papers_aa"),
    *("like_h", "like_k", "like_l", "like_n", "like_o", "like_p", "like_u", "like_w", "like_x"),
))
"""Sets that show what unseen texts get: neither fitted nor shown."""
COMMAND: Final = "python benchmarks/resemblance.py --write"
NOW: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
RIDGE: Final = 0.25
"""Half of it times the square of each weight is taken from the log likelihood. Of 1/2, 1/4 and 1/8, all as good."""
LEAST_RATIO: Final = 0.3
"""Added to the log ratios: of .1, .3 and .6, all as good."""
LEAST_TEXTS: Final = 3
"""Passages in which a feature stands, at least."""
LEAST_WEIGHT: Final = 0.04
LEAST_FAMILY_WEIGHT: Final = 0.1
"""Smaller weights are left out: thousands of them together do not change a likelihood by a hundredth."""
TOLERANCE: Final = 1e-5
ROUNDS: Final = 3
BUCKETS: Final = 5
WRITERS: Final = (
    ("contacts_dev", "contacts_held_out"), ("wide_wires", "unseen_wires"), ("wide_maghreb", "unseen_maghreb"),
    ("wide_press", "unseen_press"), ("unseen_desks",), ("fresh_shorts", "fresh_articles", "fresh_last"),
    ("fresh_bureaus_a", "fresh_bureaus_b"), ("fresh_gazette",), ("words_a", "words_b"), ("press_a", "press_b"),
)  # fmt: skip
_GRID: Final = ("call", "meeting", "visit", "message", "exchange")
_FAMILY: Final = {"visit": "meeting"}
Floats = npt.NDArray[np.float64]
Rows = Sequence[int] | npt.NDArray[np.intp]
Sparse = Any
"""scipy's csr_matrix, which has no types."""


@dataclass
class Example:
    """A labelled text."""

    writer: str
    relevant: bool
    families: set[str]
    months: set[str]
    """Those of its contacts; of a negative, those of the positive most like it."""
    passages: list[Passage]
    rows: list[int] = field(default_factory=list)
    """Its passages in the matrix of all."""


def writer_of(folder: str) -> str:
    """Whose set it is; a set not listed is its own writer's."""
    return next((names[0] for names in WRITERS if folder in names), folder)


def examples(root: Path = GOLD) -> list[Example]:
    """All texts with a passage: of the labelled sets in the order of their names, then of the rules' own tests."""
    found = []
    for file in sorted(root.glob("*/articles.jsonl")):
        folder = file.parent
        if folder.name in UNREAD:
            continue
        gold = read_gold(folder)
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            label = gold.articles.get(row["url"])
            if label is None:
                continue
            at = dt.datetime.fromisoformat(row["published_at"]) if row.get("published_at") else None
            here = read(row["text"], row.get("title"), at)
            names = [name for name in (label.primary_event, *(label.background_events or ())) if name]
            events = [gold.events[name] for name in names if label.relevant]
            if here:
                families = {_FAMILY.get(mode, mode) for event in events[:1] for mode in event.modes}
                months = {str(event.start)[:7] for event in events}
                found.append(Example(writer_of(folder.name), label.relevant, families, months, here))
    return found + labelled_passages(root) + sentences()


def labelled_passages(root: Path) -> list[Example]:
    """The short texts of `passages`, a file a writer."""
    found = []
    for file in sorted((root / "passages").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            published = row["published_at"]
            here = read(row["text"], row.get("title"), dt.datetime.fromisoformat(published) if published else None)
            modes = row.get("mode") or []
            families = {_FAMILY.get(mode, mode) for mode in ([modes] if isinstance(modes, str) else modes)}
            months = {published[:7]} if published and row["contact"] else set()
            if here:
                found.append(Example(file.stem, row["contact"], families, months, here))
    return found


def sentences() -> list[Example]:
    """The sentences that the rules are tested with."""
    newsroom = yaml.safe_load((SENTENCES / "newsroom.yaml").read_text(encoding="utf-8"))
    told = yaml.safe_load((SENTENCES / "contacts.yaml").read_text(encoding="utf-8"))
    untold = yaml.safe_load((SENTENCES / "no_contacts.yaml").read_text(encoding="utf-8"))
    wording = yaml.safe_load((SENTENCES / "wording.yaml").read_text(encoding="utf-8"))
    found = []
    for relevant, rows in (
        (True, told + newsroom["contacts"] + wording["contacts"]),
        (False, untold + newsroom["others"] + wording["others"]),
    ):
        for row in rows:
            at = dt.datetime.fromisoformat(f"{row['published']}T12:00:00+00:00")
            here = read(row["text"], None, at)
            if here:
                modes = row.get("modes", [row["mode"]] if "mode" in row else [])
                months = {str(row["published"])[:7]} if relevant else set()
                found.append(Example("sentences", relevant, {_FAMILY.get(m, m) for m in modes}, months, here))
    return found + [each for each in grid() if each.passages]


def grid() -> list[Example]:
    """The patterns of the rules' grid and those of unrelated.yaml, each with some of the names in turn."""
    cells = yaml.safe_load((SENTENCES / "grid.yaml").read_text(encoding="utf-8"))
    unrelated = yaml.safe_load(Path(__file__).with_name("unrelated.yaml").read_text(encoding="utf-8"))
    at = dt.datetime(2023, 7, 12, 12, tzinfo=dt.UTC)
    found = []
    for kind, patterns in (*((mode, cells[mode]) for mode in _GRID), ("none", cells["none"] + unrelated)):
        for number, pattern in enumerate(patterns):
            # Contacts are told in the other sets too; ways to tell of none need more names.
            for turn in range(1 if kind != "none" else len(cells["people"]["american"]) // 2):
                names = cells["services" if kind in {"message", "exchange"} or turn % 2 else "people"]
                american, russian = (
                    names[side][(number + step * turn) % len(names[side])]
                    for side, step in (("american", 1), ("russian", 2))
                )
                text = pattern.replace("{A}", american).replace("{B}", russian)
                mode = {_FAMILY.get(kind, kind)} if kind != "none" else set()
                months = {"2023-07"} if kind != "none" else set()
                found.append(Example("sentences", kind != "none", mode, months, read(text, None, at)))
    return found


def read(text: str, title: str | None, at: dt.datetime | None) -> list[Passage]:
    """The passages of a text."""
    article = Article(url="https://example.org/", outlet="", title=title, text=text, text_sha256="", published_at=at)
    trace = detect(article, detected_at=NOW).trace
    if trace.document is None or trace.links is None:
        return []
    return passages(trace.document, trace.mentions, trace.lines, dated=trace.dated, published=trace.published)


def matrix(given: Sequence[Example]) -> tuple[Sparse, list[str]]:
    """A row for each passage, a column for each feature that stands in enough of them."""
    every = [vector(passage) for example in given for passage in example.passages]
    counts = Counter(name for found in every for name in found)
    names = sorted(name for name, count in counts.items() if count >= LEAST_TEXTS)
    column = {name: index for index, name in enumerate(names)}
    starts, columns, values = [0], [], []
    for found in every:
        known = [(column[name], value) for name, value in found.items() if name in column]
        columns += [at for at, _ in known]
        values += [value for _, value in known]
        starts.append(len(columns))
    rows = iter(range(len(every)))
    for example in given:
        example.rows = [next(rows) for _ in example.passages]
    return csr_matrix((values, columns, starts), shape=(len(every), len(names))), names


def fitted(x: Sparse, y: Floats, shares: Floats | None = None) -> LogisticRegression:
    """A logistic regression with a ridge penalty, from one start, so that it has one result."""
    return LogisticRegression(C=1 / RIDGE, tol=TOLERANCE, max_iter=1000).fit(x, y, shares)


@dataclass
class Fit:
    """What a fit found."""

    weights: Floats
    intercept: float

    def odds(self, x: Sparse) -> Floats:
        """The log odds of each row."""
        found: Floats = x @ self.weights + self.intercept
        return found


def of_passages(x: Sparse, given: Sequence[Example]) -> Fit:
    """The fit after the rounds in which each relevant text keeps one passage."""
    negative = [row for example in given if not example.relevant for row in example.rows]
    relevant = [example for example in given if example.relevant]
    chosen = [example.rows for example in relevant]
    scale = leeway(x, [row for rows in chosen for row in rows], negative)
    scaled = (x @ diags(scale)).tocsr()
    for _ in range(ROUNDS):
        rows = [row for those in chosen for row in those]
        shares = np.array([1 / len(those) for those in chosen for _ in those] + [1.0] * len(negative))
        y = np.array([1.0] * len(rows) + [0.0] * len(negative))
        model = fitted(scaled[rows + negative], y, shares)
        fit = Fit(model.coef_[0] * scale, float(model.intercept_[0]))
        score = fit.odds(x)
        chosen = [[max(example.rows, key=lambda row: score[row])] for example in relevant]
    return fit


def of_family(x: Sparse, is_of: Sequence[bool]) -> Fit:
    """The fit of one kind of contact against the others."""
    scale = leeway(x, np.flatnonzero(is_of), np.flatnonzero(~np.array(is_of)))
    model = fitted((x @ diags(scale)).tocsr(), np.array(is_of, dtype=float))
    return Fit(model.coef_[0] * scale, float(model.intercept_[0]))


def leeway(x: Sparse, positive: Rows, negative: Rows) -> Floats:
    """By how much each feature is multiplied, so that the penalty holds back most what says least.

    Its naive Bayes log ratio (Wang and Manning 2012, "Baselines and Bigrams"), times the root of how rare it is.
    """
    stands = (x != 0).astype(float)
    counts = np.asarray(stands.sum(axis=0)).ravel()
    with_contact, without = (np.asarray(stands[rows].sum(axis=0)).ravel() + 1 for rows in (positive, negative))
    ratio = np.abs(np.log(with_contact / with_contact.sum() / (without / without.sum())))
    rarity = np.log(x.shape[0] / np.maximum(counts, 1))
    found: Floats = (ratio + LEAST_RATIO) * np.sqrt(rarity / np.average(rarity, weights=counts))
    return found


def with_months(given: Sequence[Example], x: Sparse) -> None:
    """Gives each negative the months of the positive most like it."""
    relevant = [example for example in given if example.relevant]
    rows = [row for example in relevant for row in example.rows]
    owners = [example for example in relevant for _ in example.rows]
    for example in given:
        if not example.relevant:
            alike = (x[example.rows] @ x[rows].T).max(axis=0).toarray().ravel()
            example.months = owners[int(alike.argmax())].months


def bucket(example: Example) -> int:
    """Which texts of a writer are judged by the same weights: those whose first contact is of like months."""
    return int(min(example.months, default="0000-00").replace("-", "")) % BUCKETS


def held_out(given: Sequence[Example], x: Sparse) -> Floats:
    """The likelihood of each text by weights that have seen neither its writer nor its contacts."""
    found = np.zeros(len(given))
    groups: dict[tuple[str, int], list[int]] = {}
    for index, example in enumerate(given):
        groups.setdefault((example.writer, bucket(example)), []).append(index)
    for (writer, _), indexes in track(groups.items(), "fitting", console=Console(stderr=True)):
        months = set[str]().union(*(given[index].months for index in indexes))
        fit = of_passages(x, [e for e in given if e.writer != writer and not e.months & months])
        for index in indexes:
            found[index] = 1 / (1 + np.exp(-fit.odds(x[given[index].rows]).max()))
    return found


def as_weights(given: Sequence[Example], x: Sparse, names: Sequence[str]) -> Weights:
    """The weights of all examples as the file holds them."""
    fit = of_passages(x, given)
    score = fit.odds(x)
    with_family = [example for example in given if example.families]
    best = x[[max(example.rows, key=lambda row: score[row]) for example in with_family]]
    kinds = {family: of_family(best, [family in example.families for example in with_family]) for family in FAMILIES}
    contact = dict(zip(names, fit.weights, strict=True))
    by_family = {family: dict(zip(names, kind.weights, strict=True)) for family, kind in kinds.items()}
    return Weights(
        command=COMMAND, texts=len(given), relevant=sum(example.relevant for example in given),
        intercept=round(fit.intercept, 3),
        contact={name: round(float(value), 3) for name, value in contact.items() if abs(value) >= LEAST_WEIGHT},
        family_intercepts={family: round(kind.intercept, 3) for family, kind in kinds.items()},
        families={
            name: {family: round(float(by_family[family][name]), 2) for family in FAMILIES}
            for name in names
            if max(abs(by_family[family][name]) for family in FAMILIES) >= LEAST_FAMILY_WEIGHT
        },
    )  # fmt: skip


def shown(given: Sequence[Example], likelihood: Floats) -> Table:
    """How many texts at or above each likelihood report a contact."""
    table = Table(title=f"{len(given)} texts, judged by weights that saw neither their writers nor their contacts")
    for column in ("at least", "texts", "report a contact", "share", "of all that do"):
        table.add_column(column, justify="right")
    relevant = np.array([example.relevant for example in given])
    for least in sorted({0.3, 0.4, 0.5, 0.6, 0.7, LEAST_LIKELY, 0.9}):
        above = likelihood >= least
        right = int((above & relevant).sum())
        share, recall = right / max(1, int(above.sum())), right / int(relevant.sum())
        table.add_row(f"{least:.2f}", str(int(above.sum())), str(right), f"{share:.3f}", f"{recall:.3f}")
    return table


def main() -> None:
    """Fit, show, and write with --write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help=f"write {WEIGHTS_FILE.name}")
    options = parser.parse_args()
    given = examples()
    x, names = matrix(given)
    if options.write:
        weights = as_weights(given, x, names)
        WEIGHTS_FILE.write_text(written(weights), encoding="utf-8")
        return
    with_months(given, x)
    Console(width=100).print(shown(given, held_out(given, x)))


def written(weights: Weights) -> str:
    """The file: a feature a line, so that a change can be read."""
    head = {name: getattr(weights, name) for name in ("command", "texts", "relevant", "intercept", "family_intercepts")}
    lines = [f" {json.dumps(name)}: {json.dumps(value)}" for name, value in head.items()]
    for name in ("contact", "families"):
        items = sorted(getattr(weights, name).items())
        inner = ",\n".join(f"  {json.dumps(k, ensure_ascii=False)}: {json.dumps(v)}" for k, v in items)
        lines.append(f" {json.dumps(name)}: {{\n{inner}\n }}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    main()
