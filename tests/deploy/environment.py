"""An environment as the Dataflow image has it, made once, and Qanat installed from its sdist into a folder beside it.

`python -m tests.deploy.environment` makes the environment. It has what deploy/dataflow/requirements.lock names (on
another Python or platform than the image's: what constraints.txt pins), and a server of Cloud Storage for the tests.
"""

from __future__ import annotations

import hashlib
import platform
import shutil
import sys
import tempfile
from pathlib import Path

from tests.services import NotHereError, install, installing

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "deploy" / "dataflow" / "requirements.lock"
STORAGE = "gcp-storage-emulator==2026.7.19"
REQUIRED = "QANAT_REQUIRE_DATAFLOW"
"""Set where the tests must run: then they fail instead of being skipped."""
_TOOLS = ("setuptools", "wheel", "packaging")
_IMAGE = ("3.11", "Linux", "x86_64")


def environment() -> Path:
    """Folder of the environment, without Qanat; made now if it is not there. Raises NotHereError."""
    content = LOCK.read_bytes() if is_like_image() else (ROOT / "constraints.txt").read_bytes()
    digest = hashlib.sha256(content + STORAGE.encode() + sys.version.encode()).hexdigest()[:12]
    with installing(f"dataflow-{digest}") as (folder, missing):
        if missing:
            _run(sys.executable, "-m", "venv", str(folder))
            _install(folder)
    return folder


def is_like_image() -> bool:
    """Whether this is the image's Python and platform."""
    return (platform.python_version().rpartition(".")[0], platform.system(), platform.machine()) == _IMAGE


def _install(folder: Path) -> None:
    pip = [str(folder / "bin/python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    if is_like_image():
        # As deploy/dataflow/Dockerfile does it.
        with tempfile.TemporaryDirectory() as temporary:
            tools = Path(temporary) / "tools.lock"
            lines = LOCK.read_text(encoding="utf-8").splitlines()
            tools.write_text("\n".join(line for line in lines if line.partition("==")[0] in _TOOLS))
            _run(*pip, "--require-hashes", "--no-deps", "-r", str(tools))
        _run(*pip, "--require-hashes", "--no-deps", "--no-build-isolation", "-r", str(LOCK))
    else:
        _run(*pip, "-c", str(ROOT / "constraints.txt"), f"{ROOT}[gcp]", *_TOOLS)
        _run(str(folder / "bin/python"), "-m", "pip", "uninstall", "-q", "-y", "qanat")
    _run(*pip, "--no-deps", STORAGE)


def installed(python: Path, into: Path) -> Path:
    """Qanat from a new sdist, in a folder to put before a path; nothing is taken from the working tree."""
    source = into / "source"
    source.mkdir()
    for name in ("setup.py", "README.md", "pipeline", "schemas", "transforms"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, source)
    _run(str(python), "setup.py", "-q", "sdist", "--dist-dir", str(into / "dist"), cwd=source)
    [archive] = (into / "dist").glob("qanat-*.tar.gz")
    site = into / "site"
    pip = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    _run(*pip, "--no-deps", "--no-index", "--no-build-isolation", "--target", str(site), str(archive))
    shutil.rmtree(source)
    return site


def _run(*command: str, cwd: Path | None = None) -> None:
    install("the environment of the Dataflow image", *command, cwd=cwd)


if __name__ == "__main__":
    try:
        print(environment())
    except NotHereError as error:
        sys.exit(str(error))
