"""The engines, one of each for a test run."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.bigquery.conftest import bigquery_server, session, shared_session, warehouse  # noqa: F401
from tests.engines import servers
from tests.services import NotHereError


def absent(error: NotHereError) -> None:
    """Skip the test, or fail where nothing may be skipped."""
    if os.environ.get(servers.REQUIRED):
        raise error
    pytest.skip(str(error))


@pytest.fixture(scope="module")
def prism(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """Beam's options that name a running Prism."""
    try:
        with servers.prism(tmp_path_factory.mktemp("prism") / "log") as address:
            yield [f"--job_endpoint={address}"]
    except NotHereError as error:
        absent(error)


@pytest.fixture(scope="module")
def flink(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """Beam's options that name a running Flink."""
    try:
        with servers.flink(tmp_path_factory.mktemp("flink") / "log") as (address, artifacts):
            yield [f"--job_endpoint={address}", f"--artifact_endpoint={artifacts}", "--parallelism=2"]
    except NotHereError as error:
        absent(error)
