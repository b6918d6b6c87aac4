"""Where a dataset is, and requests to it: bounded in number and time, each safe to repeat."""

from __future__ import annotations

import io
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from google.api_core import exceptions as google
from google.api_core.client_options import ClientOptions
from google.api_core.retry import Retry
from google.auth.credentials import AnonymousCredentials
from google.cloud import bigquery

from pipeline.bigquery.errors import as_warehouse_error, is_transient, is_transient_reason

T = TypeVar("T")

PATIENCE_SECONDS = 120.0
"""How long a request that fails for a passing reason is repeated."""
FIRST_PATIENCE_SECONDS = 10.0
"""The same of the first request, which tells whether the address is right."""
REQUEST_SECONDS = 60.0
JOB_SECONDS = 900.0
"""How long a job may take."""

_NAME = re.compile(r"([a-z][a-z0-9.:-]*[a-z0-9])\.([A-Za-z0-9_]{1,1024})")


@dataclass(frozen=True)
class Place:
    """A dataset, as the user names it."""

    project: str
    dataset: str
    endpoint: str | None = None
    """Address of another service than Google's; plain http means that it asks for no credentials."""

    @classmethod
    def parsed(cls, name: str, endpoint: str | None = None) -> Place:
        """The place that PROJECT.DATASET names; raises ValueError."""
        found = _NAME.fullmatch(name)
        if not found:
            raise ValueError(f"{name!r}: expected PROJECT.DATASET, e.g. my-project.qanat")
        if endpoint is not None and not endpoint.startswith(("http://", "https://")):
            raise ValueError(f"endpoint {endpoint!r}: expected an address that begins with http:// or https://")
        return cls(found[1], found[2], endpoint.rstrip("/") if endpoint else None)

    def __str__(self) -> str:
        return f"{self.project}.{self.dataset}"

    def table(self, name: str) -> str:
        """The table's name in SQL."""
        return f"`{self.project}.{self.dataset}.{name}`"


@dataclass(frozen=True)
class Failure:
    """How a job failed."""

    reason: str
    """BigQuery's name of the kind of error."""
    message: str
    """One line."""

    @property
    def passing(self) -> bool:
        """Whether the same work may succeed a little later."""
        return is_transient_reason(self.reason)


_clients = threading.local()
ONCE: Any = None
"""No retry of the client's own: ours is around it."""


@dataclass(frozen=True)
class Session:
    """Requests to one dataset. Plain values: safe to pickle and to share; each thread has a client of its own."""

    place: Place
    location: str | None = None
    """Of the dataset: its jobs run there. Null while the dataset is not known to exist."""
    patience: float = PATIENCE_SECONDS

    @property
    def client(self) -> bigquery.Client:
        """This thread's client; raises google.auth's error when there are no credentials."""
        known: dict[object, bigquery.Client] = _clients.__dict__.setdefault("known", {})
        key = (self.place, self.location)
        if key not in known:
            endpoint = self.place.endpoint
            anonymous: Any = AnonymousCredentials
            known[key] = bigquery.Client(
                project=self.place.project,
                location=self.location,
                credentials=anonymous() if endpoint and endpoint.startswith("http://") else None,
                client_options=ClientOptions(api_endpoint=endpoint) if endpoint else None,
            )
        return known[key]

    def explained(self) -> AbstractContextManager[None]:
        """Inside it, what Google's libraries raise becomes a WarehouseError."""
        return as_warehouse_error(str(self.place), self.place.endpoint)

    def call(self, request: Callable[..., T], *arguments: Any, **named: Any) -> T:
        """The answer to one of the client's requests, repeated while it fails for a passing reason.

        Raises Google's own errors: see `explained`.
        """
        again = Retry(predicate=is_transient, initial=0.25, maximum=15.0, multiplier=2.0, timeout=self.patience)
        answer: T = again(request)(*arguments, timeout=REQUEST_SECONDS, **named)
        return answer

    def query(self, sql: str, parameters: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """The rows that a query gives. Raises WarehouseError."""
        config = bigquery.QueryJobConfig(query_parameters=query_parameters(parameters or {}))

        def rows(timeout: float) -> list[dict[str, Any]]:
            # A query changes nothing: to repeat it whole is safe, and simpler than to repeat its parts.
            job = self.client.query(sql, job_config=config, retry=ONCE, job_retry=ONCE, timeout=timeout)
            return [dict(row.items()) for row in job.result(retry=ONCE, job_retry=ONCE, timeout=JOB_SECONDS)]

        with self.explained():
            return self.call(rows)

    def load(
        self, lines: bytes | io.BufferedReader, size: int, table: str, job_id: str, config: bigquery.LoadJobConfig
    ) -> Failure | None:
        """How the load job of that id failed, or null; it is run now unless it ran before. Raises WarehouseError."""

        def submit(timeout: float) -> None:
            self.client.load_table_from_file(
                io.BytesIO(lines) if isinstance(lines, bytes) else lines,
                f"{self.place}.{table}",
                rewind=True,
                size=size,
                num_retries=0,
                job_id=job_id,
                job_config=config,
                timeout=timeout,
            )

        return self._failure(submit, job_id)

    def script(self, sql: str, parameters: Mapping[str, Any], job_id: str) -> Failure | None:
        """The same of a query job that changes tables."""
        config = bigquery.QueryJobConfig(query_parameters=query_parameters(parameters))

        def submit(timeout: float) -> None:
            self.client.query(sql, job_id=job_id, job_config=config, retry=ONCE, job_retry=None, timeout=timeout)

        return self._failure(submit, job_id)

    def _failure(self, submit: Callable[[float], None], job_id: str) -> Failure | None:
        pause, deadline = 0.05, time.monotonic() + JOB_SECONDS
        with self.explained():
            # Refused with 409: an earlier request came through though its answer did not. The work is done once.
            with suppress(google.Conflict):
                self.call(submit)
            while True:
                job: Any = self.call(self.client.get_job, job_id, retry=ONCE)
                if job.state == "DONE":
                    return _failure_of(job)
                if time.monotonic() > deadline:
                    raise TimeoutError(f"job {job_id} did not end within {JOB_SECONDS:.0f} s")
                time.sleep(pause)
                pause = min(2 * pause, 3.0)


def _failure_of(job: Any) -> Failure | None:
    if job.error_result is None:
        return None
    said = [str(error.get("message") or "") for error in (job.errors or ()) if isinstance(error, dict)]
    # What is said of single rows tells more than that there were too many of them.
    said.sort(key=lambda message: not message or "giving up" in message)
    message = (said[0] if said else "") or str(job.error_result.get("message") or "no reason given")
    return Failure(str(job.error_result.get("reason")), " ".join(message.split()))


def query_parameters(values: Mapping[str, Any]) -> list[Any]:
    """Values as query parameters: text, numbers, times, days and lists of text; null is text."""
    return [_parameter(name, value) for name, value in values.items()]


def _parameter(name: str, value: Any) -> Any:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return bigquery.ArrayQueryParameter(name, "STRING", list(value))
    kind = "STRING" if value is None else _TYPES[type(value).__name__]
    return bigquery.ScalarQueryParameter(name, kind, value)


_TYPES = {"str": "STRING", "int": "INT64", "float": "FLOAT64", "bool": "BOOL", "datetime": "TIMESTAMP", "date": "DATE"}
