"""What can be wrong with BigQuery, as one line for the user each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import requests
from google.api_core import exceptions as google
from google.auth import exceptions as auth

from pipeline.warehouse.errors import WarehouseError

_REASONS_TO_WAIT = frozenset({"rateLimitExceeded", "jobRateLimitExceeded", "backendError", "internalError"})
"""Of errors and of failed jobs: https://cloud.google.com/bigquery/docs/error-messages."""
_QUOTA = "quotaExceeded"


class BigQueryUnavailable(WarehouseError):  # noqa: N818
    """It cannot be reached, or failed for longer than we wait, or a quota is used up."""


class BigQueryRefused(WarehouseError):  # noqa: N818
    """No credentials, or no permission."""


class NoSuchDataset(WarehouseError):  # noqa: N818
    """The project, the dataset or one of its tables does not exist."""


class DatasetDiffers(WarehouseError):  # noqa: N818
    """Its tables are not as this program needs them."""


class CommitSuperseded(WarehouseError):  # noqa: N818
    """Another process committed first."""


class RowsRefused(WarehouseError):  # noqa: N818
    """BigQuery does not take the rows, nor all but a few of them."""


Connection = (
    requests.exceptions.ConnectionError,
    requests.exceptions.Timeout,
    requests.exceptions.ChunkedEncodingError,
    auth.TransportError,
    ConnectionError,
    TimeoutError,
)
_SERVER = (google.TooManyRequests, google.ServerError)


def is_transient(error: BaseException) -> bool:
    """Whether the same request may succeed a little later."""
    if isinstance(error, (*Connection, *_SERVER)):
        return True
    return isinstance(error, google.Forbidden) and bool(reasons_of(error) & _REASONS_TO_WAIT)


def is_transient_reason(reason: str | None) -> bool:
    """The same of the reason for which a job failed."""
    return reason in _REASONS_TO_WAIT


def reasons_of(error: google.GoogleAPICallError) -> set[str]:
    """BigQuery's names for what was wrong."""
    return {str(each.get("reason")) for each in error.errors or () if isinstance(each, dict)}


@contextmanager
def as_warehouse_error(place: str, endpoint: str | None = None) -> Iterator[None]:
    """Turn what Google's libraries raise into errors for the user.

    Args:
      place: project.dataset, as the user named it.
      endpoint: where the requests go, if not to Google.
    """
    try:
        yield
    except (google.GoogleAPIError, auth.GoogleAuthError, *Connection) as error:
        raise warehouse_error(error, place, endpoint) from error


def warehouse_error(error: Exception, place: str, endpoint: str | None = None) -> WarehouseError:
    """The error as the user should read it."""
    if isinstance(error, google.RetryError) and isinstance(error.cause, Exception):
        return warehouse_error(error.cause, place, endpoint)
    said = said_by(error)
    where = f"{place} at {endpoint}" if endpoint else place
    match error:
        case auth.DefaultCredentialsError():
            return BigQueryRefused(
                f"{place}: no Google credentials found; run gcloud auth application-default login, or point"
                " GOOGLE_APPLICATION_CREDENTIALS to a service account's key file."
            )
        case auth.RefreshError() | google.Unauthorized():
            return BigQueryRefused(
                f"{where}: the credentials were not accepted ({said}); run gcloud auth application-default login."
            )
        case google.Forbidden() if _QUOTA in reasons_of(error):
            return BigQueryUnavailable(f"{where}: a quota is used up: {said}. Nothing was written.")
        case google.Forbidden() if not is_transient(error):
            return BigQueryRefused(
                f"{where}: permission denied: {said}. Needed: BigQuery Data Editor on the dataset and BigQuery Job User"
                " on the project."
            )
        case google.NotFound():
            return NoSuchDataset(
                f"{where}: {said}. Check project and dataset, or make it: qanat bigquery init {place}."
            )
        case google.TooManyRequests() | google.Forbidden() | google.ServerError():
            return BigQueryUnavailable(f"{where}: BigQuery kept failing: {said}. Nothing was written; try again later.")
        case _ if isinstance(error, Connection):
            return BigQueryUnavailable(
                f"{where}: cannot be reached ({said}); check the network" + (" and the endpoint." if endpoint else ".")
            )
    return WarehouseError(f"{where}: {said}")


def said_by(error: Exception) -> str:
    """What the service said, in one line without its addresses."""
    if isinstance(error, Connection):
        # The innermost cause says what happened ("Connection refused"); around it is only machinery.
        return _innermost(error)
    text = error.message if isinstance(error, google.GoogleAPICallError) else str(error)
    first = text.strip().splitlines()[0] if text.strip() else type(error).__name__
    verb, _, rest = first.partition(" ")
    if verb in {"GET", "POST", "PUT", "PATCH", "DELETE"} and ": " in rest:
        first = rest.partition(": ")[2]
    return first.split("; reason: ")[0].rstrip(".")


def _innermost(error: BaseException) -> str:
    seen: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in seen:
        seen.append(current)
        nested = [each for each in current.args if isinstance(each, BaseException)]
        reason = getattr(current, "reason", None)
        current = nested[0] if nested else reason if isinstance(reason, BaseException) else current.__cause__
    last = seen[-1]
    text = getattr(last, "strerror", None) or str(last) or type(last).__name__
    return str(text).splitlines()[0].rpartition(">: ")[2].rstrip(".")
