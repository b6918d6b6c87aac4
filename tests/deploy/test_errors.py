"""What is given wrongly to Dataflow, or missing, is told in one line that says what to do, with a status of its own."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from apache_beam.options.pipeline_options import PipelineOptions

from pipeline import dataflow, exits
from pipeline.exits import UserError
from tests.deploy.conftest import (
    BUCKET,
    NOBODY,
    PROJECT,
    Answers,
    Google,
    Image,
    answering,
    in_image,
    launched,
)
from tests.services import key_of_nobody

RUN = ("-m", "pipeline", "run", "--streaming", "--runner=DataflowRunner", f"--warehouse=gs://{BUCKET}/tables")
GIVEN = {
    "project": PROJECT,
    "region": "europe-west1",
    "temp_location": f"gs://{BUCKET}/temp",
    "staging_location": f"gs://{BUCKET}/staging",
}


def given(**changed: str | None) -> list[str]:
    return [f"--{name}={value}" for name, value in (GIVEN | changed).items() if value is not None]


def assert_told(done: subprocess.CompletedProcess[str], status: int, *words: str) -> None:
    assert done.returncode == status, done.stderr
    told = [line for line in done.stderr.splitlines() if line.startswith("qanat: ")]
    assert len(told) == 1, done.stderr
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in told[0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (given(project=None), ["needs --project PROJECT"]),
        (given(project="My Project"), ["--project My Project", "a project's id"]),
        (given(project="123456"), ["--project 123456", "a project's id"]),
        (given(region=None), ["needs --region REGION, e.g. europe-west1"]),
        (given(region="EU"), ["--region EU", "expected a region"]),
        (given(region="europe-west1-b"), ["--region europe-west1-b", "no zone"]),
        (given(temp_location=None, staging_location=None), ["needs --temp_location gs://BUCKET/FOLDER"]),
        (given(temp_location="/tmp/here"), ["--temp_location /tmp/here", "expected gs://BUCKET/FOLDER"]),
    ],
)
def test_what_is_missing_or_wrong(monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: list[str]) -> None:
    monkeypatch.setattr(dataflow, "_is_installed", lambda name: True)
    monkeypatch.setenv("CLOUDSDK_CONFIG", "/nowhere")  # Beam takes what gcloud's configuration names.
    options = PipelineOptions(arguments)
    with pytest.raises(UserError) as refused:
        dataflow.prepare(options, streaming=True, local=False)
    assert refused.value.status == exits.USAGE
    assert "\n" not in str(refused.value)
    for word in words:
        assert word in str(refused.value)


def test_rows_would_not_stay_on_a_worker(image: Image) -> None:
    done = in_image(image, {}, *RUN[:-1], *given(), "--warehouse=here")
    assert_told(done, exits.USAGE, "--bigquery PROJECT.DATASET", "no folder of this machine")
    assert done.stderr.count("\n") == 1


def test_cycles_do_not_run_on_dataflow(image: Image) -> None:
    done = in_image(image, {}, "-m", "pipeline", "run", "--once", "--runner=DataflowRunner", *given())
    assert_told(done, exits.USAGE, "--runner DataflowRunner goes with --streaming")


def test_without_the_extra_the_message_says_what_to_install(image: Image, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['google.cloud.dataflow_v1beta3'] = None\n")
    done = in_image(image, {"PYTHONPATH": f"{tmp_path}:{image.site}"}, *RUN, *given())
    assert_told(done, exits.UNAVAILABLE, "pip install 'qanat[gcp]'")
    assert done.stderr.count("\n") == 1


def test_no_credentials(image: Image, tmp_path: Path) -> None:
    nothing = {"CLOUDSDK_CONFIG": str(tmp_path), "HOME": str(tmp_path), "NO_GCE_CHECK": "true", "HTTPS_PROXY": NOBODY}
    assert_told(
        in_image(image, nothing, *RUN, *given()),
        exits.NO_PERMISSION,
        "no Google credentials found",
        "gcloud auth application-default login",
    )
    missing = {"GOOGLE_APPLICATION_CREDENTIALS": str(tmp_path / "none.json")}
    assert_told(in_image(image, nothing | missing, *RUN, *given()), exits.NO_PERMISSION, "none.json was not found")


def test_credentials_that_are_not_accepted(image: Image, google: Google, tmp_path: Path) -> None:
    refused = {"error": "invalid_grant", "error_description": "Invalid grant: account not found"}
    with answering(lambda method, path: (400, refused)) as tokens:
        key = tmp_path / "key.json"
        key.write_text(json.dumps(key_of_nobody(PROJECT, f"http://127.0.0.1:{tokens.server_port}/token")))
        own = google.environment | {"GOOGLE_APPLICATION_CREDENTIALS": str(key)}
        done = in_image(image, own, *RUN, *given())
    assert_told(done, exits.NO_PERMISSION, "credentials were not accepted", "account not found")


def test_a_bucket_that_is_not_there(image: Image, google: Google) -> None:
    run = [*RUN[:-1], "--warehouse=gs://nobodys-bucket/tables"]
    done = in_image(image, google.environment, *run, *given())
    assert_told(done, exits.NO_INPUT, "nobodys-bucket")
    places = {"temp_location": "gs://nobodys-bucket/temp", "staging_location": "gs://nobodys-bucket/staging"}
    done = in_image(image, google.environment, *RUN, *given(**places))
    assert_told(done, exits.NO_INPUT, "nobodys-bucket")


def test_a_dataset_that_is_not_there(image: Image, google: Google) -> None:
    missing = {"error": {"code": 404, "message": f"Not found: Dataset {PROJECT}:nowhere", "status": "NOT_FOUND"}}
    with answering(lambda method, path: (404, missing)) as bigquery:
        sink = [f"--bigquery={PROJECT}.nowhere", f"--bigquery_endpoint=http://127.0.0.1:{bigquery.server_port}"]
        done = in_image(image, google.environment, *RUN[:-1], *sink, *given())
    assert_told(done, exits.NO_INPUT, "Not found: Dataset", f"qanat bigquery init {PROJECT}.nowhere")


# --- what the service itself refuses ---------------------------------------------------------------------


@pytest.fixture
def service() -> Iterator[Answers]:
    with answering(lambda method, path: (200, {"id": "2026-11-27_1", "name": "qanat"})) as server:
        yield server


def submitted(image: Image, google: Google, service: Answers) -> subprocess.CompletedProcess[str]:
    endpoint = f"--dataflow_endpoint=http://localhost:{service.server_port}"
    return launched(image, google.environment, *RUN[4:], *given(), "--job_name=qanat", endpoint)


def test_a_job_that_is_taken_is_told_with_its_address(image: Image, google: Google, service: Answers) -> None:
    done = submitted(image, google, service)
    assert done.returncode == exits.OK, done.stderr
    assert "job qanat runs: 2026-11-27_1, https://console.cloud.google.com/dataflow/jobs/europe-west1/" in done.stdout
    [(_, path, body)] = [asked for asked in service.asked if asked[0] == "POST"]
    assert path.startswith(f"/v1b3/projects/{PROJECT}/locations/europe-west1/jobs")
    assert body["name"] == "qanat"


@pytest.mark.parametrize(
    ("code", "message", "status", "words"),
    [
        (403, "Dataflow API has not been used in project my-project", exits.NO_PERMISSION, "Dataflow Developer"),
        (404, "Project my-project not found", exits.NO_INPUT, "Check --project, --region"),
        (400, "The workflow could not be created: unknown region", exits.USAGE, "Check --region"),
        (409, "There is already an active job named qanat", exits.CONFIG, "--update replaces it"),
        (401, "Request had invalid authentication credentials", exits.NO_PERMISSION, "not accepted"),
    ],
)
def test_what_the_service_refuses(  # noqa: PLR0917
    image: Image, google: Google, service: Answers, code: int, message: str, status: int, words: str
) -> None:
    refusal: dict[str, Any] = {"error": {"code": code, "message": message, "status": "FAILED"}}
    service.reply = lambda method, path: (code, refusal)
    done = submitted(image, google, service)
    assert_told(done, status, message, f"project {PROJECT}, region europe-west1", words)
