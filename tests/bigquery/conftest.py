"""A BigQuery test server for the run, and a dataset for each test."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest

from pipeline.bigquery import BigQueryWarehouse, Place, Session, make_dataset, repaired
from pipeline.bigquery.layout import COMMITS
from schemas.records import TABLES
from tests.bigquery.proxy import Proxy, proxied
from tests.bigquery.server import PROJECT, REQUIRED, running
from tests.services import NotHereError

_numbers = itertools.count()


class Server(NamedTuple):
    """Where the test server listens."""

    endpoint: str
    grpc: str


@pytest.fixture(scope="session")
def bigquery_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    try:
        with running(tmp_path_factory.mktemp("bigquery")) as (endpoint, grpc):
            yield Server(endpoint, grpc)
    except NotHereError as error:
        if os.environ.get(REQUIRED):
            raise
        pytest.skip(str(error))


@pytest.fixture
def new_place(bigquery_server: Server) -> Callable[..., Place]:
    """Gives a dataset's place that nobody has used."""

    def made(endpoint: str | None = None) -> Place:
        return Place(PROJECT, f"d{os.getpid()}_{next(_numbers)}", endpoint or bigquery_server.endpoint)

    return made


@pytest.fixture
def own_session(new_place: Callable[..., Place]) -> Session:
    """A dataset of one's own, to change its tables."""
    session, _ = make_dataset(new_place())
    list(repaired(session))
    return session


@pytest.fixture(scope="session")
def shared_session(bigquery_server: Server) -> Session:
    session, _ = make_dataset(Place(PROJECT, f"shared_{os.getpid()}", bigquery_server.endpoint))
    list(repaired(session))
    return session


@pytest.fixture
def session(shared_session: Session) -> Session:
    """A dataset that is ready and empty."""
    place = shared_session.place
    emptied = [f"DELETE FROM {place.table(table)} WHERE TRUE;" for table in TABLES]
    emptied += [
        f"DELETE FROM {place.table(COMMITS)} WHERE number > 0;",
        f"UPDATE {place.table(COMMITS)} SET superseded_at = NULL WHERE TRUE;",
    ]
    assert shared_session.script("\n".join(emptied), {}, f"emptied-{place.dataset}-{next(_numbers)}") is None
    return shared_session


@pytest.fixture
def warehouse(session: Session) -> BigQueryWarehouse:
    return BigQueryWarehouse(session)


@pytest.fixture
def proxy(bigquery_server: Server) -> Iterator[Proxy]:
    with proxied(bigquery_server.endpoint) as proxy:
        yield proxy


@pytest.fixture
def spoiled(session: Session, proxy: Proxy) -> BigQueryWarehouse:
    """The same dataset through the proxy, with little patience."""
    place = Place(session.place.project, session.place.dataset, proxy.endpoint)
    return BigQueryWarehouse(Session(place, session.location, patience=15.0))
