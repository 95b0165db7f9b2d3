"""One request and its answer over one connection, with every byte kept.

This is built on h11, the protocol engine below httpx and httpcore, rather than on httpx itself:
redirects, cookies, proxies and unpacking are each a matter of safety here and must not happen
on their own; the connection has to go to an address that was checked; a total time limit has to
cut off a body that trickles; and a capture needs the bytes as they were sent and received,
which httpx does not hand out. httpx still reads the web addresses and chooses the certificates.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from marsad.collect.addresses import Target, shown
from marsad.errors import FetchError
from marsad.messages import reason_of

if TYPE_CHECKING:
    import h11

_PART: Final = 65_536


class _Stream(Protocol):
    """What of a connection is needed to read from it."""

    def recv(self, size: int, /) -> bytes: ...
    def settimeout(self, seconds: float, /) -> None: ...


@dataclass(frozen=True)
class WireLimits:
    """What one exchange may take.

    ``deadline`` is a moment of ``time.monotonic``. ``cut`` ends the reading quietly after that
    many bytes of payload.
    """

    connect_s: float
    read_s: float
    deadline: float
    wire_bytes: int
    header_bytes: int
    cut: int | None = None


class Exchange(NamedTuple):
    """A request and its answer: ``sent`` and ``received`` are the exact bytes of both messages.

    ``payload`` is the body without transfer coding (chunks), still with its content coding.
    Header names keep their letters, values are text (UTF-8, else Latin-1).
    """

    target: Target
    address: str
    sent: bytes
    received: bytes
    status: int
    headers: list[tuple[str, str]]
    payload: bytes

    def header(self, name: str) -> str | None:
        """The first value of a header, or None."""
        return next((value for key, value in self.headers if key.lower() == name), None)


def exchange(
    target: Target,
    addresses: Sequence[str],
    headers: Sequence[tuple[str, str]],
    limits: WireLimits,
    *,
    tls: ssl.SSLContext | None = None,
    body: bytes | None = None,
) -> Exchange:
    """Ask a target at one of its (already checked) addresses; POST where there is a ``body``.

    Raises:
        FetchError: Not reached (F107), certificate (F108), time (F109), size (F110), broke off
            (F113), not HTTP (F114).
    """
    import h11

    engine = h11.Connection(h11.CLIENT, max_incomplete_event_size=limits.header_bytes)
    request = h11.Request(
        method="GET" if body is None else "POST",
        target=target.path,
        headers=[("Host", target.host_header), *headers, ("Connection", "close")],
    )
    sent = (engine.send(request) or b"") + (engine.send(h11.Data(body)) or b"" if body else b"")
    sent += engine.send(h11.EndOfMessage()) or b""
    with _faults(target, limits):
        connection, address = _connect(target, addresses, limits, tls)
        with connection:
            _set_timeout(connection, limits)
            with contextlib.suppress(ConnectionError):  # some refuse early, and say why
                connection.sendall(sent)
            return _receive(connection, engine, target, address, sent, limits)


class _Recorded:
    """Bytes that were received at another time."""

    def __init__(self, received: bytes) -> None:
        self._stream = BytesIO(received)

    def recv(self, size: int, /) -> bytes:
        return self._stream.read(size)

    def settimeout(self, seconds: float, /) -> None:
        """Nothing has to be waited for."""


def replay(target: Target, address: str, sent: bytes, received: bytes) -> Exchange:
    """The exchange of which these are the bytes.

    Raises:
        FetchError: As with ``exchange``.
    """
    import h11

    engine = h11.Connection(h11.CLIENT, max_incomplete_event_size=len(received) + 1)
    engine.send(h11.Request(method="GET", target=target.path, headers=[("Host", target.host_header)]))
    engine.send(h11.EndOfMessage())
    forever = WireLimits(1, 1, time.monotonic() + 3600, len(received) + 1, len(received) + 1)
    with _faults(target, forever):
        return _receive(_Recorded(received), engine, target, address, sent, forever)


def _connect(
    target: Target, addresses: Sequence[str], limits: WireLimits, tls: ssl.SSLContext | None
) -> tuple[socket.socket, str]:
    failure: OSError | None = None
    for address in addresses:
        try:
            connection = socket.create_connection((address, target.port), _left(limits, limits.connect_s))
        except OSError as error:
            failure = error
            continue
        if target.scheme == "http":
            return connection, address
        assert tls is not None
        try:
            return tls.wrap_socket(connection, server_hostname=target.host), address
        except BaseException:
            connection.close()
            raise
    raise failure or OSError("no address")


def _receive(
    connection: _Stream,
    engine: h11.Connection,
    target: Target,
    address: str,
    sent: bytes,
    limits: WireLimits,
) -> Exchange:
    import h11

    received, payload = bytearray(), bytearray()
    begins = 0
    answer: h11.Response | None = None
    while True:
        try:
            event = engine.next_event()
        except h11.RemoteProtocolError as error:
            if answer is None:
                raise FetchError("F114", url=shown(target.url), reason=str(error)) from error
            raise FetchError("F113", transient=True, url=shown(target.url)) from error
        if event is h11.NEED_DATA:
            _set_timeout(connection, limits)
            part = connection.recv(_PART)
            received += part
            if len(received) > limits.wire_bytes:
                raise FetchError("F110", url=shown(target.url), most=limits.wire_bytes)
            if not part and answer is None and b"HTTP/".startswith(received[begins : begins + 5]):
                raise FetchError("F113", transient=True, url=shown(target.url))
            engine.receive_data(part)
        elif isinstance(event, h11.InformationalResponse) and event.status_code != 101:
            begins = len(received) - len(engine.trailing_data[0])  # a hint before the answer is no part of it
        elif isinstance(event, h11.Response):
            answer = event
        elif isinstance(event, h11.Data):
            payload += event.data
            _left(limits, 1)  # thousands of tiny chunks come without a further read
        elif answer is None:
            raise FetchError("F114", url=shown(target.url), reason="101 Switching Protocols")
        ended = isinstance(event, h11.EndOfMessage)
        if answer is not None and (ended or (limits.cut is not None and len(payload) > limits.cut)):
            ends = len(received) - len(engine.trailing_data[0])
            return Exchange(
                target,
                address,
                sent,
                bytes(received[begins:ends]),
                answer.status_code,
                [(_text(name), _text(value)) for name, value in answer.headers.raw_items()],
                bytes(payload[: limits.cut]),
            )


def _text(raw: bytes) -> str:
    """A header as text. UTF-8 first: Arabic sites put raw UTF-8 into ``Location``."""
    try:
        return bytes(raw).decode("utf-8")
    except UnicodeDecodeError:
        return bytes(raw).decode("latin-1")


def _left(limits: WireLimits, most_s: float) -> float:
    left = limits.deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return min(left, most_s)


def _set_timeout(connection: _Stream, limits: WireLimits) -> None:
    connection.settimeout(_left(limits, limits.read_s))


@contextlib.contextmanager
def _faults(target: Target, limits: WireLimits) -> Iterator[None]:
    """Turn what the system says about a connection into sentences."""
    url = shown(target.url)
    try:
        yield
    except TimeoutError as error:
        late = limits.deadline - time.monotonic() <= 0
        raise FetchError("F109" if late else "F123", transient=True, url=url) from error
    except ssl.SSLCertVerificationError as error:
        raise FetchError("F108", url=url, reason=error.verify_message) from error
    except ssl.SSLEOFError as error:
        raise FetchError("F113", transient=True, url=url) from error
    except ssl.SSLError as error:  # its numbers are not those of the system
        raise FetchError("F108", url=url, reason=error.reason or str(error)) from error
    except OSError as error:
        raise FetchError("F107", transient=True, url=url, reason=reason_of(error)) from error
