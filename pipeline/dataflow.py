"""Handing a graph to Dataflow: what has to be given, and what can go wrong, in one line each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

import google.auth
import requests
from apache_beam.io.filesystem import BeamIOError
from apache_beam.options.pipeline_options import (
    GoogleCloudOptions,
    PipelineOptions,
    SetupOptions,
    StandardOptions,
    TestOptions,
)
from google.api_core import exceptions as google_errors
from google.auth import exceptions as auth_errors

from pipeline.bigquery.errors import said_by
from pipeline.exits import CONFIG, NO_INPUT, NO_PERMISSION, UNAVAILABLE, USAGE, UserError

RUNNER = "DataflowRunner"
_NAMES = frozenset({"dataflowrunner", "dataflow"})
_NEEDED = ("google.cloud.dataflow_v1beta3", "google.cloud.storage", "google_auth_httplib2")
"""What Beam's own runner imports; the extra brings it."""
_PROJECT = re.compile(r"([a-z][-a-z0-9.]*[a-z0-9]:)?[a-z][-a-z0-9]{4,61}[a-z0-9]")
_REGION = re.compile(r"[a-z]+(-[a-z]+)+[0-9]+")
_MORE = "; see deploy/dataflow/README.md"

_CONNECTION = (
    requests.exceptions.ConnectionError,
    auth_errors.TransportError,
    google_errors.RetryError,
    google_errors.ServerError,
    google_errors.TooManyRequests,
    ConnectionError,
    TimeoutError,
)


def is_dataflow(options: PipelineOptions) -> bool:
    """Whether the options name Dataflow's runner."""
    return (options.view_as(StandardOptions).runner or "").rpartition(".")[2].lower() in _NAMES


def prepare(options: PipelineOptions, *, streaming: bool, local: bool) -> None:
    """Refuse what could not be handed over, and set what is the same for every job; raises UserError.

    Args:
        options: Beam's options.
        streaming: whether the run is unbounded.
        local: whether the rows would go to a folder of this machine.
    """
    if not streaming:
        raise UserError(f"--runner {RUNNER} goes with --streaming; bounded cycles run on this machine", USAGE)
    if local:
        raise UserError(
            f"--runner {RUNNER} needs --bigquery PROJECT.DATASET or --warehouse gs://BUCKET/FOLDER: its workers have no"
            " folder of this machine",
            USAGE,
        )
    for name in _NEEDED:
        if not _is_installed(name):
            raise UserError(f"--runner {RUNNER} needs the extra gcp: pip install 'qanat[gcp]'", UNAVAILABLE)
    cloud = options.view_as(GoogleCloudOptions)
    if not cloud.project:
        raise UserError(f"--runner {RUNNER} needs --project PROJECT, the one that pays for the job{_MORE}", USAGE)
    if not _PROJECT.fullmatch(cloud.project):
        raise UserError(f"--project {cloud.project}: expected a project's id (not its name or number)", USAGE)
    if not cloud.region:
        raise UserError(f"--runner {RUNNER} needs --region REGION, e.g. europe-west1{_MORE}", USAGE)
    if not _REGION.fullmatch(cloud.region):
        raise UserError(f"--region {cloud.region}: expected a region, e.g. europe-west1 (no zone, no EU)", USAGE)
    for option in ("temp_location", "staging_location"):
        place = getattr(cloud, option)
        if not (place or "gs://").startswith("gs://"):
            raise UserError(f"--{option} {place}: expected gs://BUCKET/FOLDER", USAGE)
    if not (cloud.temp_location or cloud.staging_location):
        raise UserError(f"--runner {RUNNER} needs --temp_location gs://BUCKET/FOLDER{_MORE}", USAGE)
    _require_credentials(cloud)
    _require_buckets(options)
    setup = options.view_as(SetupOptions)
    if setup.save_main_session is None:
        # Nothing of ours lives in __main__: a pickled session could only break a worker.
        setup.save_main_session = False


def _is_installed(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def _require_credentials(cloud: Any) -> None:
    # Beam's own look tries four times, warns, and then goes on without, to fail in another place.
    try:
        google.auth.default(scopes=cloud.gcp_oauth_scopes)
    except auth_errors.GoogleAuthError as error:
        raise _explained(error, cloud) from None


def _require_buckets(options: PipelineOptions) -> None:
    # Where both are missing Beam would make a bucket of its own.
    from apache_beam.io.gcp import gcsio  # noqa: PLC0415  (of the extra)

    cloud = options.view_as(GoogleCloudOptions)
    for option in ("temp_location", "staging_location"):
        place = getattr(cloud, option)
        with explained(options):
            try:
                found = place is None or gcsio.GcsIO(pipeline_options=options).get_bucket(place.split("/")[2])
            except google_errors.Forbidden:  # Not to see a bucket does not mean that one cannot write to it.
                found = True
        if not found:
            raise UserError(f"--{option} {place}: no such bucket", NO_INPUT)


@contextmanager
def explained(options: PipelineOptions) -> Iterator[None]:
    """Inside it, what Beam's runner and Google's libraries raise becomes a UserError."""
    try:
        yield
    except (google_errors.GoogleAPIError, auth_errors.GoogleAuthError, BeamIOError, *_CONNECTION) as error:
        raise _explained(error, options.view_as(GoogleCloudOptions)) from error
    except OSError as error:
        if "GCS path" not in str(error):
            raise
        raise UserError(f"Dataflow: {_one_line(error)}", NO_INPUT) from error
    except Exception as error:
        # Uploads to Cloud Storage have errors of their own, in a library that may not be here.
        answer = getattr(error, "response", None)
        if not isinstance(answer, requests.Response):
            raise
        refused: Any = google_errors.from_http_status  # it has no types
        told = refused(answer.status_code, f"{answer.status_code} for {answer.url}")
        raise _explained(told, options.view_as(GoogleCloudOptions)) from error


def _explained(error: Exception, cloud: Any) -> UserError:
    where = f"Dataflow, project {cloud.project}, region {cloud.region}"
    said = said_by(error)
    match error:
        case auth_errors.DefaultCredentialsError() if "not found" in said and "File" in said:
            return UserError(f"{where}: {said}", NO_PERMISSION)
        case auth_errors.DefaultCredentialsError():
            return UserError(
                f"{where}: no Google credentials found; run gcloud auth application-default login, or point"
                " GOOGLE_APPLICATION_CREDENTIALS to a service account's key file.",
                NO_PERMISSION,
            )
        case auth_errors.RefreshError() | google_errors.Unauthorized():
            return UserError(
                f"{where}: the credentials were not accepted ({said}); run gcloud auth application-default login.",
                NO_PERMISSION,
            )
        case google_errors.Forbidden():
            return UserError(
                f"{where}: permission denied: {said}. Needed: Dataflow Developer on the project, use of the service"
                " account, and the Dataflow API switched on; a project that does not exist is refused in the same way.",
                NO_PERMISSION,
            )
        case google_errors.NotFound():
            return UserError(f"{where}: {said}. Check --project, --region and the bucket of --temp_location.", NO_INPUT)
        case google_errors.Conflict():
            return UserError(f"{where}: {said}. A job of that name runs: --update replaces it.", CONFIG)
        case google_errors.BadRequest():
            return UserError(f"{where}: refused: {said}. Check --region and the worker options.", USAGE)
        case _ if isinstance(error, _CONNECTION):
            return UserError(f"{where}: cannot be reached ({said}); check the network and --region.", UNAVAILABLE)
    return UserError(f"{where}: {_one_line(error)}", UNAVAILABLE)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def what_became(result: Any, options: PipelineOptions) -> str:
    """What was handed over, in one line."""
    cloud = options.view_as(GoogleCloudOptions)
    if options.view_as(TestOptions).dry_run:
        return f"dry run: the graph of job {cloud.job_name} can be translated for Dataflow; nothing was submitted"
    if cloud.template_location:
        return f"job {cloud.job_name} is described in {cloud.template_location}"
    job = result.job_id()
    return (
        f"job {cloud.job_name} runs: {job}, https://console.cloud.google.com/dataflow/jobs/{cloud.region}/{job}"
        f"?project={cloud.project}"
    )
