"""The sockets under the HTTP client: addresses are checked after DNS, and one deadline bounds all waiting."""

from __future__ import annotations

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore

from transforms.web.addresses import is_public

Resolve = Callable[[str, int], list[str]]
"""Host and port to the addresses to try, in order; raises OSError."""


class PrivateAddressError(Exception):
    """A host name leads only to addresses that must not be connected to."""


class Deadline(threading.local):
    """The moment (monotonic seconds) at which the request of the current thread must be over."""

    at: float | None = None

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Bound all socket waiting of this thread inside the block."""
        self.at = time.monotonic() + seconds
        try:
            yield
        finally:
            self.at = None

    def remaining(self, timeout: float | None, error: type[Exception]) -> float | None:
        """The smaller of `timeout` and what is left; raises `error` when nothing is."""
        if self.at is None:
            return timeout
        left = self.at - time.monotonic()
        if left <= 0:
            raise error("total time is over")
        return left if timeout is None else min(timeout, left)


class DeadlineStream(httpcore.NetworkStream):
    """A connection whose every wait ends at the deadline of the thread that waits."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Up to `max_bytes`, as soon as any came."""
        return self._stream.read(max_bytes, self._deadline.remaining(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of `buffer`."""
        self._stream.write(buffer, self._deadline.remaining(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        """Close the socket."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same connection under TLS; `server_hostname` is the name of the URL, not the address."""
        left = self._deadline.remaining(timeout, httpcore.ConnectTimeout)
        return DeadlineStream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """See httpcore."""
        return self._stream.get_extra_info(info)


class CheckedBackend(httpcore.NetworkBackend):
    """Resolves a host, drops addresses that are not public, and connects to what is left, in order.

    The check is made on the very address that is connected to, so an answer of DNS that changes between a
    check and a connection, or a redirect, gains nothing.
    """

    def __init__(self, deadline: Deadline, *, allow_private: bool, resolve: Resolve | None = None) -> None:
        self._deadline = deadline
        self._allow_private = allow_private
        self._resolve = resolve or resolved
        self._tcp = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first address of `host` that answers; raises PrivateAddressError."""
        addresses = self._addresses(host, port, timeout)
        if not self._allow_private:
            public = [address for address in addresses if is_public(address)]
            if not public:
                raise PrivateAddressError(f"{host} leads to {', '.join(addresses)}")
            addresses = public
        for address in addresses[:-1]:
            try:
                return self._connected(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connected(addresses[-1], port, timeout, local_address, socket_options)

    def _connected(
        self,
        address: str,
        port: int,
        timeout: float | None,
        local_address: str | None,
        socket_options: Iterable[Any] | None,
    ) -> httpcore.NetworkStream:
        left = self._deadline.remaining(timeout, httpcore.ConnectTimeout)
        stream = self._tcp.connect_tcp(address, port, left, local_address, socket_options)
        return DeadlineStream(stream, self._deadline)

    def _addresses(self, host: str, port: int, timeout: float | None) -> list[str]:
        """Resolve in a thread of its own, since the system's resolver knows no timeout."""
        answers: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self._resolve(host, port))
            except (OSError, UnicodeError) as error:
                answers.put(error)

        threading.Thread(target=ask, daemon=True, name="resolve").start()
        try:
            answer = answers.get(timeout=self._deadline.remaining(timeout, httpcore.ConnectTimeout))
        except queue.Empty:
            raise httpcore.ConnectTimeout(f"no answer from DNS for {host}") from None
        if isinstance(answer, Exception):
            raise httpcore.ConnectError(f"{host}: {answer}") from answer
        if not answer:
            raise httpcore.ConnectError(f"{host}: no address")
        return answer


def resolved(host: str, port: int) -> list[str]:
    """The addresses of a host, in the order of the system's resolver, each once."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))
