"""`qanat evaluate`: how well the program does on labelled articles."""

from __future__ import annotations

import argparse
import math
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from pipeline.commands.common import Commands, new_parser, no_more
from pipeline.commands.run import add_knowledge, article_source, one_cycle
from pipeline.evaluation import Evaluation, evaluated, read_floors, read_gold, written_floors
from pipeline.exits import DATA, OK
from pipeline.settings import Settings
from pipeline.warehouse import Warehouse

_TEXT = """\
Run the pipeline over a folder of labelled articles and say how often it is right: which articles report a
contact (relevance), which of them speak of the same one (B-cubed), and the facts of their first report.

A floors file holds the least figures that a set must reach. With it the command ends with status 65 when one
is missed, --raise_floors writes down better figures, and only --lower_floors writes down worse ones."""

LOWER_IS_BETTER = ("spurious_event_rate",)
_SAME = 1e-9
_FETCH_SECONDS = 600.0


def add_parser(commands: Commands) -> None:
    """Add `evaluate` to the commands."""
    parser = new_parser(commands, "evaluate", "how well the program does on labelled articles", action, _TEXT)
    parser.add_argument("folder", nargs="+", type=Path, help="holds articles.jsonl and events.json")
    parser.add_argument("--errors", action="store_true", help="list every error")
    parser.add_argument("--floors", type=Path, metavar="FILE", help="least figures by name of the folder (JSON)")
    change = parser.add_mutually_exclusive_group()
    change.add_argument("--raise_floors", action="store_true", help="write better figures into the floors file")
    change.add_argument("--lower_floors", action="store_true", help="write the figures there, worse ones too")
    add_knowledge(parser)


def action(arguments: argparse.Namespace, rest: list[str]) -> int:
    """Evaluate each folder; status 65 when a floor is missed."""
    no_more(rest)
    out, err = Console(), Console(stderr=True)
    floors = read_floors(arguments.floors) if arguments.floors else {}
    missed = False
    for folder in arguments.folder:
        evaluation = run_over(folder, Settings(knowledge=arguments.knowledge, pair=arguments.pair))
        name = folder.resolve().name
        _print(name, evaluation, floors.get(name, {}), out)
        if evaluation.failed:
            key, why = evaluation.failed[0]
            count = f"{len(evaluation.failed)} of its texts failed and count as rejected"
            err.print(f"{name}: {count}: {key}: {why}", highlight=False, soft_wrap=True)
        if arguments.errors:
            for error in evaluation.errors:
                print("\t".join(error))
        for line in below(evaluation, floors.get(name, {})):
            missed = missed or not arguments.lower_floors
            err.print(f"{name}: {line}", highlight=False)
        if arguments.raise_floors or arguments.lower_floors:
            floors[name] = _renewed(evaluation, floors.get(name, {}), arguments.lower_floors)
    if arguments.floors and (arguments.raise_floors or arguments.lower_floors) and not missed:
        arguments.floors.write_text(written_floors(floors), encoding="utf-8")
    return DATA if missed else OK


def run_over(folder: Path, settings: Settings) -> Evaluation:
    """The evaluation of one run over the folder's articles, in a warehouse of its own."""
    gold = read_gold(folder)
    with tempfile.TemporaryDirectory() as scratch, Warehouse.open(Path(scratch) / "warehouse").writer() as writer:
        one_cycle(writer, article_source(str(folder / "articles.jsonl")), settings, [], _FETCH_SECONDS)
        return evaluated(writer.snapshot(), gold)


def below(evaluation: Evaluation, floors: dict[str, float]) -> list[str]:
    """What is worse than its floor, in words."""
    lines = []
    for name, floor in floors.items():
        value = evaluation.figures.get(name)
        if value is None or _worse(name, value, floor):
            lines.append(f"{name} is {'not known' if value is None else f'{value:.4f}'}, its floor {floor:.4f}")
    return lines


def _worse(name: str, value: float, floor: float) -> bool:
    # 0.92499… times 10,000 is 9250: what made a floor may be below it by the error of floating point.
    return value > floor + _SAME if name in LOWER_IS_BETTER else value < floor - _SAME


def _renewed(evaluation: Evaluation, floors: dict[str, float], lower: bool) -> dict[str, float]:
    found = {name: _rounded(name, value) for name, value in evaluation.figures.items() if value is not None}
    if lower:
        return found
    return {
        name: value if _worse(name, floors.get(name, value), value) else floors.get(name, value)
        for name, value in found.items()
    }


def _rounded(name: str, value: float) -> float:
    """To the safe side, so that the figure that made the floor meets it."""
    return (math.ceil if name in LOWER_IS_BETTER else math.floor)(value * 10_000) / 10_000


def _print(name: str, evaluation: Evaluation, floors: dict[str, float], out: Any) -> None:
    table = Table(title=name, title_justify="left")
    table.add_column("figure")
    table.add_column("value", justify="right")
    table.add_column("floor", justify="right")
    for figure, value in evaluation.figures.items():
        floor = floors.get(figure)
        table.add_row(figure, "–" if value is None else f"{value:.4f}", "" if floor is None else f"{floor:.4f}")
    out.print(table)
