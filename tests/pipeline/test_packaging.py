"""The three packages are ours alone, and everything they need travels with them."""

from __future__ import annotations

import ast
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMES = ("pipeline", "transforms", "schemas")
PURE = ("transforms/web", "transforms/arabic", "transforms/contacts", "transforms/events")
MAY_IMPORT = {
    "schemas": {"schemas"},
    "transforms": {"schemas", "transforms"},
    "pipeline": {"schemas", "transforms", "pipeline"},
}


def imports_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_no_other_distribution_owns_the_name(name: str) -> None:
    owners = set(packages_distributions().get(name, ["qanat"]))
    assert owners <= {"qanat"}


@pytest.mark.parametrize("name", NAMES)
def test_imports_point_one_way(name: str) -> None:
    for path in (ROOT / name).rglob("*.py"):
        own = {module.split(".")[0] for module in imports_of(path)} & set(NAMES)
        assert own <= MAY_IMPORT[name], path


@pytest.mark.parametrize("folder", PURE)
def test_pure_helpers_know_nothing_of_beam(folder: str) -> None:
    for path in (ROOT / folder).rglob("*.py"):
        assert not any(module.startswith("apache_beam") for module in imports_of(path)), path


def test_only_the_web_package_opens_sockets() -> None:
    network = {"socket", "httpx", "httpcore", "requests", "urllib3", "urllib.request", "http.client", "aiohttp"}
    for name in ("schemas", "transforms"):
        for path in (ROOT / name).rglob("*.py"):
            if "web" not in path.relative_to(ROOT).parts:
                assert not imports_of(path) & network, path


def test_only_the_program_reads_the_environment() -> None:
    for name in ("schemas", "transforms"):
        for path in (ROOT / name).rglob("*.py"):
            assert "environ" not in path.read_text(encoding="utf-8"), path
