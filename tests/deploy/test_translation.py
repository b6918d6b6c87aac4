"""The job that the template's launcher hands to Dataflow, as it would be in the image; nothing leaves this machine.

Told where to put the job's description, Beam's own runner translates the graph, stages its files and writes what it
would send to the service: the same way that Dataflow's launcher takes.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from apache_beam.portability.api import beam_runner_api_pb2

from pipeline import exits
from pipeline.bigquery import Place, make_dataset, repaired
from tests.bigquery import server as bigquery
from tests.bigquery.conftest import Server, bigquery_server
from tests.deploy.conftest import BUCKET, PROJECT, Google, Image, in_image, launched

__all__ = ["bigquery_server"]  # the fixture of the BigQuery tests, used here too
REWRITE = "QANAT_WRITE_STEPS"
SDK_IMAGE = "europe-west1-docker.pkg.dev/my-project/qanat/qanat:v1"
DESCRIPTION = "templates/job.json"
PASSED = (
    # What gcloud's environment options become …
    "--runner=DataflowRunner",
    f"--project={PROJECT}",
    "--region=europe-west1",
    "--job_name=qanat",
    f"--temp_location=gs://{BUCKET}/temp",
    f"--staging_location=gs://{BUCKET}/staging",
    f"--template_location=gs://{BUCKET}/{DESCRIPTION}",
    f"--service_account_email=qanat-worker@{PROJECT}.iam.gserviceaccount.com",
    "--num_workers=1",
    "--max_num_workers=3",
    "--machine_type=n1-standard-2",
    "--enable_streaming_engine",
    "--labels=application=qanat",
    "--runner_v3=true",  # … with one that nobody knows yet …
    # … and the template's parameters.
    f"--sdk_container_image={SDK_IMAGE}",
    f"--feeds=gs://{BUCKET}/feeds.yaml",
    "--every=15m",
    "--overrides=",
    "--keep_all_articles=false",
    "--ignore_feed_hints=true",
    "--contact=https://news.example/bot",
)
FEEDS = "feeds:\n  - {outlet: Nobody, url: 'https://nobody.example/rss'}\n"


class Job(NamedTuple):
    """A job as Dataflow would get it."""

    description: dict[str, Any]
    graph: beam_runner_api_pb2.Pipeline
    staged: list[str]
    said: str
    graph_file: Path
    steps: Path
    """The list that its steps are held against."""


@pytest.fixture(scope="module", params=["parquet", "bigquery"])
def job(
    request: pytest.FixtureRequest, image: Image, google: Google, tmp_path_factory: pytest.TempPathFactory
) -> Job:
    google.put("feeds.yaml", FEEDS.encode())
    if request.param == "parquet":
        sink = [f"--warehouse=gs://{BUCKET}/tables"]
    else:
        place = request.getfixturevalue("dataset")
        sink = [f"--bigquery={place}", f"--bigquery_endpoint={place.endpoint}", "--bigquery_write=streaming_inserts"]
    before = set(google.objects())
    done = launched(image, google.environment, *PASSED, *sink)
    assert done.returncode == exits.OK, done.stderr
    names = set(google.objects()) - before
    [graph_name] = [name for name in names if name.endswith("/pipeline.pb")]
    content = google.content(graph_name)
    graph_file = tmp_path_factory.mktemp("graph") / "pipeline.pb"
    graph_file.write_bytes(content)
    return Job(
        json.loads(google.content(DESCRIPTION)),
        beam_runner_api_pb2.Pipeline.FromString(content),
        [name.rpartition("/")[2] for name in names if name.startswith("staging/")],
        done.stdout + done.stderr,
        graph_file,
        Path(__file__).parent / f"steps_{request.param}.txt",
    )


@pytest.fixture(scope="module")
def dataset(bigquery_server: Server) -> Place:
    """A dataset that is ready, in the test server."""
    session, _ = make_dataset(Place(bigquery.PROJECT, f"deploy_{os.getpid()}", bigquery_server.endpoint))
    list(repaired(session))
    return session.place


def steps_of(graph: beam_runner_api_pb2.Pipeline) -> list[str]:
    """The steps that do something, by the names under which an update looks for their state."""
    steps = graph.components.transforms.values()
    return sorted(step.unique_name for step in steps if not step.subtransforms and step.unique_name)


def test_the_steps_have_the_names_that_an_update_looks_for(job: Job) -> None:
    found = steps_of(job.graph)
    if os.environ.get(REWRITE):
        job.steps.write_text("\n".join(found) + "\n", encoding="utf-8")
    expected = job.steps.read_text(encoding="utf-8").splitlines()
    gone, new = sorted(set(expected) - set(found)), sorted(set(found) - set(expected))
    assert (gone, new) == ([], []), (
        "steps were renamed, added or removed: a running job can only be updated with deploy/dataflow/update --rename"
        f" OLD=NEW, or is drained and started anew. If that is meant: {REWRITE}=1 ./run_local.sh test tests/deploy"
    )
    assert found == expected


def test_our_steps_are_those_of_the_graph(job: Job) -> None:
    ours = {step.partition("/")[0] for step in steps_of(job.graph)}
    assert {
        "PollFeeds",
        "SelectVisits",
        "FetchPages",
        "ExtractArticles",
        "KeepArabic",
        "DetectContacts",
        "ResolveEvents",
        "CountRows",
        "WriteRows",
    } <= ours


def test_the_job_is_what_was_asked_for(job: Job) -> None:
    environment = job.description["environment"]
    [pool] = environment["workerPools"]
    assert job.description["name"] == "qanat"
    assert job.description["type"] == "JOB_TYPE_STREAMING"
    assert environment["serviceAccountEmail"] == f"qanat-worker@{PROJECT}.iam.gserviceaccount.com"
    assert [each["containerImage"] for each in pool["sdkHarnessContainerImages"]] == [SDK_IMAGE]
    assert pool["workerHarnessContainerImage"] == SDK_IMAGE
    assert (pool["machineType"], pool["numWorkers"]) == ("n1-standard-2", 1)
    assert pool["autoscalingSettings"]["maxNumWorkers"] == 3
    assert {"enable_streaming_engine", "enable_windmill_service"} <= set(environment["experiments"])
    assert job.description["labels"] == {"application": "qanat"}


def test_workers_get_nothing_but_the_graph_and_what_the_image_has(job: Job) -> None:
    assert set(job.staged) <= {"pipeline.pb", "submission_environment_dependencies.txt"}


def test_what_was_told(job: Job) -> None:
    assert f"job qanat is described in gs://{BUCKET}/{DESCRIPTION}" in job.said
    assert "left out, since neither qanat run nor Beam knows it: --runner_v3=true" in job.said
    assert "Traceback" not in job.said


def test_workers_can_import_and_unpickle_all_that_the_graph_holds(job: Job, image: Image) -> None:
    """In the image's environment, Qanat installed from its sdist: as a worker does when it starts."""
    harness = str(Path(__file__).parent / "harness.py")
    done = in_image(image, {}, harness, str(job.graph_file), str(image.site))
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["functions"] > 30
    assert {"pipeline.stream", "transforms.poll_feeds", "transforms.detect_contacts"} <= set(
        found["modules"]
    )
    assert found["outside"] == []


def test_a_dry_run_says_that_the_graph_can_be_translated(image: Image, google: Google) -> None:
    google.put("feeds.yaml", FEEDS.encode())
    passed = [each for each in PASSED if not each.startswith("--template_location")]
    done = launched(image, google.environment, *passed, "--dry_run=True", f"--warehouse=gs://{BUCKET}/tables")
    assert done.returncode == exits.OK, done.stderr
    assert "dry run: the graph of job qanat can be translated for Dataflow; nothing was submitted" in done.stdout
