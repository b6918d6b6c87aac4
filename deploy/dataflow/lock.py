"""Write requirements.lock: every package that the image installs, pinned as in constraints.txt and with its hash.

    python deploy/dataflow/lock.py            resolve anew and write
    python deploy/dataflow/lock.py --check    resolve anew and compare; status 1 when they differ

Needs the image's own Python and platform (3.11, Linux, x86-64), since wheels differ, and a package index.
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LOCK = HERE / "requirements.lock"
IMAGE = ("3.11", "Linux", "x86_64")
BUILD_TOOLS = ("setuptools", "wheel")
"""Of the few packages that come as source, and of Qanat itself."""
_HEAD = """\
# What the Dataflow image installs. Written by deploy/dataflow/lock.py from setup.py and constraints.txt: do not edit.
"""


def resolved() -> str:
    """The lock's text as the index resolves it now."""
    here = (platform.python_version().rpartition(".")[0], platform.system(), platform.machine())
    if here != IMAGE:
        sys.exit(f"lock.py: needs the image's Python and platform, {' '.join(IMAGE)}; this is {' '.join(here)}")
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "-qq"]
        command += ["--disable-pip-version-check", "--report", str(report), "-c", str(ROOT / "constraints.txt")]
        subprocess.run([*command, f"{ROOT}[gcp]", *BUILD_TOOLS], check=True)  # noqa: S603  (no input but our own)
        found = json.loads(report.read_text(encoding="utf-8"))["install"]
    lines = []
    for package in found:
        name, version = package["metadata"]["name"], package["metadata"]["version"]
        if name != "qanat":
            digest = package["download_info"]["archive_info"]["hashes"]["sha256"]
            lines.append(f"{name}=={version} --hash=sha256:{digest}")
    return _HEAD + "\n".join(sorted(lines, key=str.lower)) + "\n"


def main() -> int:
    """Write or compare."""
    text = resolved()
    if "--check" not in sys.argv[1:]:
        LOCK.write_text(text, encoding="utf-8")
        return 0
    if text == LOCK.read_text(encoding="utf-8"):
        return 0
    print(f"{LOCK}: not what resolves now; python deploy/dataflow/lock.py writes it anew", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
