"""What the Dataflow image holds: the lock is what setup.py asks for, and the installed package is whole."""

from __future__ import annotations

import importlib.metadata
import json
import re
import subprocess
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.deploy.conftest import Image, in_image
from tests.deploy.environment import LOCK, ROOT, is_like_image

DOCKERFILE = ROOT / "deploy" / "dataflow" / "Dockerfile"
TOOLS = {"setuptools", "wheel", "packaging"}


def pins_of(path: Path) -> dict[str, str]:
    lines = [line.split()[0] for line in path.read_text(encoding="utf-8").splitlines() if "==" in line]
    return {canonicalize_name(name): version for name, _, version in (line.partition("==") for line in lines)}


def test_the_lock_has_the_versions_of_the_constraints() -> None:
    locked, constrained = pins_of(LOCK), pins_of(ROOT / "constraints.txt")
    assert {name: version for name, version in locked.items() if constrained.get(name) != version} == {
        name: locked[name] for name in TOOLS - set(constrained)
    }


def test_every_package_is_locked_with_its_hash() -> None:
    lines = LOCK.read_text(encoding="utf-8").splitlines()[1:]
    for line in lines:
        assert re.fullmatch(r"[\w.-]+==[\w.]+ --hash=sha256:[0-9a-f]{64}", line), line
    assert lines == sorted(lines, key=str.lower)


def test_the_lock_is_what_setup_asks_for_and_no_more(image: Image) -> None:
    """In the environment that was installed from it: all that qanat[gcp] needs, through all that this needs."""
    if not is_like_image():
        pytest.skip("the lock is for the image's Python and platform")
    done = in_image(image, {}, "-c", _NEEDED)
    assert done.returncode == 0, done.stderr
    assert set(json.loads(done.stdout)) == set(pins_of(LOCK)) - TOOLS | {"packaging"}


_NEEDED = """
import importlib.metadata as metadata, json
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
seen, todo = set(), [Requirement("qanat[gcp]")]
while todo:
    wanted = todo.pop()
    if (wanted.name, *sorted(wanted.extras)) in seen:
        continue
    seen.add((wanted.name, *sorted(wanted.extras)))
    for text in metadata.requires(wanted.name) or ():
        need = Requirement(text)
        extras = wanted.extras | {""}
        if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in extras):
            assert need.specifier.contains(metadata.version(need.name), prereleases=True), (wanted, need)
            todo.append(need)
print(json.dumps(sorted({canonicalize_name(name) for name, *_ in seen} - {"qanat"})))
"""


def test_beam_has_one_version_everywhere() -> None:
    text = DOCKERFILE.read_text(encoding="utf-8")
    version = pins_of(LOCK)["apache-beam"]
    assert f"apache/beam_python3.11_sdk:{version}" in text
    assert importlib.metadata.version("apache-beam") == version
    gcp = [Requirement(line) for line in importlib.metadata.requires("qanat") or () if "gcp" in line]
    assert all(requirement.specifier.contains(version) for requirement in gcp)


def test_what_the_dockerfile_copies_is_there_and_not_ignored() -> None:
    text = DOCKERFILE.read_text(encoding="utf-8")
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[:1] == "!"}
    copied = [name for line in re.findall(r"^COPY (?!--from)(.*)$", text, re.M) for name in line.split()[:-1]]
    assert set(copied) == kept
    assert all((ROOT / name).exists() for name in copied)


def test_the_package_holds_every_file_of_the_working_tree(image: Image) -> None:
    """Data files too: without them nothing is detected."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "pipeline", "schemas", "transforms"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("no git checkout to compare with")
    names = [name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]
    assert len(names) > 200
    for name in names:
        assert (image.site / name).is_file(), f"{name} is not in the package: see package_data in setup.py"
        assert (image.site / name).read_bytes() == (ROOT / name).read_bytes(), name


def test_the_installed_program_works_alone(image: Image, tmp_path: Path) -> None:
    text = "أجرى مدير وكالة المخابرات المركزية الأمريكية جون راتكليف أمس اتصالا هاتفيا مع مدير جهاز الاستخبارات"
    row = {"url": "https://a.example/1", "published_at": "2025-08-06T10:00:00+03:00"}
    row["text"] = f"{text} الخارجية الروسية سيرغي ناريشكين، بحسب ما أعلن الجهاز في بيان."
    (tmp_path / "saved.jsonl").write_text(json.dumps(row), encoding="utf-8")
    run = ["run", "--articles", str(tmp_path / "saved.jsonl"), "--warehouse", str(tmp_path / "warehouse")]
    done = in_image(image, {}, "-m", "pipeline", *run)
    assert done.returncode == 0, done.stderr
    assert "reports 1 · events 1 new" in done.stdout
