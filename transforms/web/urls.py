"""One form per page address, so that a page is fetched once however feeds link to it."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes, urljoin, urlsplit

import idna
from courlan.clean import TRACKERS_RE

LONGEST_URL = 2048
"""Longer links are no page addresses (and no column value worth keeping)."""

_LONGEST_LINK = 4 * LONGEST_URL
"""Of a link as it was written: some carry long tracking parameters that are dropped."""

_TRACKERS = re.compile(
    r"^(?:utm|at|ns|wt|hsa|piwik|matomo|stm|cmp|mkt)_|"
    r"^(?:_ga|_gl|_hsenc|_hsmi|_openstat|amp|amp_.*|cmpid|dclid|fb_.*|fbclid|feature|ftag|gclsrc|gi|igsh|igshid|"
    r"mc_[ce]id|mibextid|mod|ncid|ocid|outputtype|print|rss|s_cid|sara_ecid|share|si|smid|spm|sr_share|"
    r"trk|twclid|usqp|yclid|phpsessid|jsessionid|sessionid|sid|aspsessionid.*)$"
)
# courlan takes these for trackers, but small newspapers use them for the article itself.
_MAYBE_IDS = re.compile(r"^(?:cid|eid|uid|keyword|kwd|source|partnerid)$")
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.IGNORECASE)
_SLASHES = re.compile(r"/{2,}")
_TRIPLET = re.compile(rb"%([0-9A-Fa-f]{2})")
_AMPERSANDS = re.compile(r"&(?:amp;)+")
_MARKUP = re.compile(r"</?[a-zA-Z]{1,6}/?>|[<>\"].*$", re.DOTALL)
_AMP_PATH = re.compile(r"/amp(?:\.html)?$|(?<=[^/])\.amp(?=\.html?$)|^/amp(?=/.)", re.IGNORECASE)
_DEFAULT_PORT = {"http": 80, "https": 443}
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE = _UNRESERVED | frozenset(b"/!$&'()*+,;=:@")
_QUERY_SAFE = _UNRESERVED | frozenset(b"/!$'()*+,;:@?=")


def canonical_url(link: str, base: str | None = None) -> str | None:
    """The canonical form of `link`, resolved against `base`; None if it is no page address.

    Lower-case scheme and host (IDNA), default ports, credentials, fragments, session ids and tracking
    parameters dropped, other parameters kept and sorted, percent-encoding in one form, no trailing slash, no
    AMP suffix. Applying it twice changes nothing. The result is a key: fetch `fetch_url` instead, since a
    server may redirect from the form without a slash to the one with it.
    """
    parts = _split(link, base)
    if parts is None:
        return None
    scheme, authority, path, query = parts
    path = _encoded(_SESSION_IN_PATH.sub("", path), _PATH_SAFE)
    path = _without_dots(_SLASHES.sub("/", path))
    while (shorter := _AMP_PATH.sub("", path.rstrip("/"))) != path:
        path = shorter
    pairs = sorted(_encoded(pair, _QUERY_SAFE) for pair in query.split("&") if pair and not _is_tracker(pair))
    url = f"{scheme}://{authority}{path}" + (f"{'' if path else '/'}?{'&'.join(pairs)}" if pairs else "")
    return url if len(url) <= LONGEST_URL else None


def fetch_url(link: str, base: str | None = None) -> str | None:
    """The address to ask for: `link` resolved, without fragment, tracking parameters and credentials."""
    parts = _split(link, base)
    if parts is None:
        return None
    scheme, authority, path, query = parts
    pairs = [_encoded(pair, _QUERY_SAFE) for pair in query.split("&") if pair and not _is_tracker(pair)]
    url = f"{scheme}://{authority}{_encoded(path, _PATH_SAFE) or '/'}" + (f"?{'&'.join(pairs)}" if pairs else "")
    return url if len(url) <= LONGEST_URL else None


def _split(link: str, base: str | None) -> tuple[str, str, str, str] | None:
    """Scheme, authority, path and query of a link, the first two in canonical form."""
    if len(link) > _LONGEST_LINK:
        return None
    try:
        text = _joined(link, base)
        parts = urlsplit(text)
        scheme = parts.scheme.lower()
        port = parts.port
        host = _ascii_host(parts.hostname or "")
    except ValueError:
        return None
    if scheme not in _DEFAULT_PORT or not host:
        return None
    authority = host if port is None or port == _DEFAULT_PORT[scheme] else f"{host}:{port}"
    return scheme, authority, parts.path, parts.query


def _joined(link: str, base: str | None) -> str:
    text = link.strip().removeprefix("<![CDATA[").removesuffix("]]>") if "<![CDATA[" in link else link
    text = _AMPERSANDS.sub("&", _MARKUP.sub("", text.strip()))
    text = "".join(character for character in text if character > " " and character != "\x7f")
    if not text:
        return ""
    if text.startswith("//") and base is None:
        return "https:" + text
    return urljoin(base, text) if base else text


def _without_dots(path: str) -> str:
    """The path with `.` and `..` carried out."""
    if "/." not in path:
        return path
    kept: list[str] = []
    for segment in path.split("/")[1:]:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    return "".join("/" + segment for segment in kept)


def _ascii_host(host: str) -> str:
    host = host.rstrip(".")
    if ":" in host:
        return f"[{host}]"
    if host.isascii():
        return host if re.fullmatch(r"[a-z0-9._-]+", host) else ""
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        return ""


def _is_tracker(pair: str) -> bool:
    name, _, value = pair.partition("=")
    name = name.lower()
    if _TRACKERS.search(name):
        return True
    if _MAYBE_IDS.match(name) and value.isdigit():
        return False
    return bool(value) and TRACKERS_RE.search(name) is not None


def _encoded(text: str, safe: frozenset[int]) -> str:
    """`text` with its percent-encoding in one form: what need not be encoded is not, hex digits in capitals."""
    raw = text.encode("utf-8", "surrogatepass")
    out = bytearray()
    at = 0
    for match in _TRIPLET.finditer(raw):
        _append(out, raw[at : match.start()], safe)
        byte = unquote_to_bytes(match[0])[0]
        if byte in _UNRESERVED:
            out.append(byte)
        else:
            out += b"%%%02X" % byte
        at = match.end()
    _append(out, raw[at:], safe)
    return out.decode("ascii")


def _append(out: bytearray, raw: bytes, safe: frozenset[int]) -> None:
    for byte in raw:
        if byte in safe:
            out.append(byte)
        else:
            out += b"%%%02X" % byte
