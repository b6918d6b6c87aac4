"""One query of the user's over the tables and views of a dataset."""

from __future__ import annotations

from typing import Any

from google.api_core import exceptions as google
from google.cloud import bigquery

from pipeline.bigquery.errors import said_by
from pipeline.bigquery.session import JOB_SECONDS, ONCE, Session
from pipeline.exits import DATA, UserError


def answer(session: Session, query: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The columns and rows that a query in BigQuery's SQL gives; tables and views need no dataset before them.

    Raises UserError for what is not valid or not one SELECT, and WarehouseError.
    """
    dataset = bigquery.DatasetReference(session.place.project, session.place.dataset)

    def run(timeout: float) -> tuple[list[str], list[tuple[Any, ...]]]:
        # Asked first without running it: that costs nothing and tells what kind of statement it is.
        checked: Any = bigquery.QueryJobConfig(default_dataset=dataset, dry_run=True, use_query_cache=False)
        plan = session.client.query(query, job_config=checked, retry=ONCE, job_retry=None, timeout=timeout)
        if plan.statement_type != "SELECT":
            raise UserError("expected one query (SELECT or WITH): tables are read only.", DATA)
        config = bigquery.QueryJobConfig(default_dataset=dataset)
        job = session.client.query(query, job_config=config, retry=ONCE, job_retry=None, timeout=timeout)
        result = job.result(retry=ONCE, job_retry=None, timeout=JOB_SECONDS)
        return [column.name for column in result.schema], [tuple(row.values()) for row in result]

    with session.explained():
        try:
            return session.call(run)
        except (google.BadRequest, google.NotFound) as error:
            raise UserError(said_by(error), DATA) from error
