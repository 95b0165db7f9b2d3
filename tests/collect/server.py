"""A web server on this computer that misbehaves on demand.

Answers are raw bytes over a socket, so that anything can be said, also what no library would say.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from email.parser import BytesParser
from typing import NamedTuple, Self


class Request(NamedTuple):
    method: str
    path: str
    headers: dict[str, str]
    raw: bytes
    body: bytes


Answer = bytes | Callable[[socket.socket, Request], None]
Routes = dict[str, Answer | list[Answer]]
ROBOTS = b"User-agent: *\nDisallow: /forbidden\n"


def answer(
    body: bytes = b"",
    *,
    status: str = "200 OK",
    headers: dict[str, str] | None = None,
    media_type: str | None = "text/html; charset=utf-8",
) -> bytes:
    """A well-formed answer."""
    told = {"Content-Length": str(len(body))} | ({"Content-Type": media_type} if media_type else {})
    lines = [f"{name}: {value}" for name, value in (told | (headers or {})).items()]
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode() + body


def redirect(location: str, status: str = "302 Found") -> bytes:
    return answer(b"moved", status=status, headers={"Location": location})


class Server:
    """Answers each path with what ``routes`` holds for it; a list is used up one by one.

    ``requests`` are all that came, ``connections`` counts also those on which nothing was said.
    """

    def __init__(
        self, routes: dict[str, Answer | list[Answer]] | None = None, tls: ssl.SSLContext | None = None
    ):
        self.routes: dict[str, Answer | list[Answer]] = {
            "/robots.txt": answer(ROBOTS, media_type="text/plain")
        }
        self.routes |= routes or {}
        self.requests: list[Request] = []
        self.connections = 0
        self._tls = tls
        self._stop = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True)

    @property
    def paths(self) -> list[str]:
        return [request.path for request in self.requests]

    @property
    def pages(self) -> list[str]:
        return [path for path in self.paths if path != "/robots.txt"]

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}{path}"

    def wait(self, seconds: float) -> bool:
        """Whether the server goes on after so long."""
        return not self._stop.wait(seconds)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(2)

    def _accept(self) -> None:
        while not self._stop.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            connection.settimeout(5)
            stream = self._tls.wrap_socket(connection, server_side=True) if self._tls else connection
            with stream:
                request = _read(stream)
                if request is None:
                    return
                self.requests.append(request)
                told = self.routes.get(request.path, answer(b"not here", status="404 Not Found"))
                if isinstance(told, list):
                    told = told.pop(0)
                if callable(told):
                    told(stream, request)
                else:
                    stream.sendall(told)


def _read(stream: socket.socket) -> Request | None:
    raw = b""
    while b"\r\n\r\n" not in raw:
        part = stream.recv(65_536)
        if not part:
            return None
        raw += part
    head, body = raw.split(b"\r\n\r\n", 1)
    line, _, rest = head.partition(b"\r\n")
    headers = {k.lower(): str(v) for k, v in BytesParser().parsebytes(rest + b"\r\n\r\n").items()}
    while len(body) < int(headers.get("content-length", 0)):
        body += stream.recv(65_536)
    method, path, _ = line.decode().split(" ")
    return Request(method, path, headers, raw, body)


def reset(stream: socket.socket, _: Request) -> None:
    """Cut the connection off as a broken machine does."""
    stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    stream.close()
