"""The runbook says what the programs say."""

from __future__ import annotations

import re
import subprocess
import sys

import yaml

from pipeline.cli import run_parser
from pipeline.exposition import Exposition
from pipeline.summary import CycleSummary
from tests.deploy.environment import ROOT
from transforms import figures
from transforms.clock import SystemClock

FOLDER = ROOT / "deploy" / "dataflow"
RUNBOOK = (FOLDER / "README.md").read_text(encoding="utf-8")


def test_the_cost_is_what_the_arithmetic_gives() -> None:
    done = subprocess.run([sys.executable, FOLDER / "cost.py"], capture_output=True, text=True, check=True)
    found = re.search(r"<!-- cost.py -->\n(.*)<!-- end -->", RUNBOOK, re.S)
    assert found is not None
    assert found[1] == done.stdout


def test_every_figure_is_listed() -> None:
    lines = [f"| `{each.name}` | {each.kind} | {each.step} | {each.says} |" for each in figures.ALL]
    assert "\n".join(lines) in RUNBOOK


def test_alerts_ask_for_what_is_exposed() -> None:
    exposition = Exposition()
    exposition.add(CycleSummary(1, SystemClock()(), 1.0))
    exposed = {sample.name for family in exposition.collect() for sample in family.samples}
    groups = yaml.safe_load((FOLDER / "alerts.yaml").read_text(encoding="utf-8"))["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    assert len({rule["alert"] for rule in rules}) == len(rules) > 5
    for rule in rules:
        asked = set(re.findall(r"qanat_\w+", rule["expr"]))
        assert asked
        assert asked <= exposed, rule["alert"]
        assert rule["annotations"]["summary"]


def test_files_and_scripts_that_it_names_are_there() -> None:
    for name in re.findall(r"\]\(([^)#]+)\)", RUNBOOK):
        assert (FOLDER / name).exists(), name
    for name in set(re.findall(r"deploy/dataflow/(build|run|update|drain)\b", RUNBOOK)):
        assert (FOLDER / name).exists()
    for name in re.findall(r"^\| `([\w.]+)`, `([\w.]+)`", RUNBOOK, re.M):
        assert all((FOLDER / each).exists() for each in name)


def test_help_teaches_the_three_ways_to_run() -> None:
    text = run_parser().format_help()
    ways = text.index("three ways to run:")
    for way in ("--once ", "--every 15m ", "--streaming "):
        assert text.index(f"  {way}", ways) < text.index("where the rows go:")
    for example in re.findall(r"^ {20}qanat (run .*)$", text, re.M):
        words = example.split()[1:]
        _, rest = run_parser().parse_known_args(words)
        assert all(word.startswith(("--streaming", "--runner", "DataflowRunner")) for word in rest), rest
