"""What may be asked for: the URLs of links and of Location headers."""

from __future__ import annotations

import httpx

from transforms.web.fetch import FetchError

_PORTS = range(1, 2**16)
_SHOWN = 200


def target_url(link: str, base: httpx.URL | None = None) -> httpx.URL:
    """The URL of a link, without fragment and credentials, its host in ASCII; raises FetchError."""
    try:
        url = httpx.URL(link) if base is None else base.join(link)
        if url.scheme in ("http", "https") and url.host:
            if url.port is not None and url.port not in _PORTS:
                # Resolvers take what is left of it after a division.
                raise FetchError("bad_url", f"{link[:_SHOWN]}: no port {url.port}")
            # Credentials of a link are never sent: they would leak to whoever wrote the link.
            return url.copy_with(fragment=None, username=None, password=None)
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError("bad_url", f"{link[:_SHOWN]}: {error}") from error
    if url.scheme in ("http", "https"):
        raise FetchError("bad_url", f"{link[:_SHOWN]}: no host")
    raise FetchError("bad_scheme", f"{link[:_SHOWN]}: only http and https are fetched")


def utf_8(value: str) -> str:
    """A header's value (Latin-1) as it was meant: many servers write an Arabic path as it is, in UTF-8."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value
