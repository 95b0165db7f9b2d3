"""Where a request may go: web addresses as written, and the network addresses behind them.

A name that a stranger put on a page must not lead into the network of the person who collects.
So a URL is read once, its name is looked up once, and the connection goes to the very address
that was checked (``wire``): nobody can answer the check with one address and the connection
with another.
"""

from __future__ import annotations

import errno
import ipaddress
import os
import re
import socket
import threading
from collections.abc import Callable, Collection
from functools import cache
from typing import Final, NamedTuple

from marsad.errors import FetchError
from marsad.messages import language, reason_of, word
from marsad.tables import load_table

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
#: Name and port to numeric addresses, in the order to try them.
Resolve = Callable[[str, int], list[str]]

_PORTS: Final = {"http": 80, "https": 443}
#: An underscore is no letter of host names, yet some news sites have one.
_HOST: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_][a-z0-9_-]{0,62})*")
#: The part of IPv6 that IANA has given out; all else is special in some way.
_GIVEN_OUT: Final = ipaddress.IPv6Network("2000::/3")
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_ISATAP: Final = (0x00005EFE, 0x02005EFE)


class Target(NamedTuple):
    """A web address taken apart: ``url`` in its normal spelling and without fragment."""

    url: str
    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        """Scheme, host and port, for which a robots.txt holds."""
        return f"{self.scheme}://{self.host_header}"

    @property
    def host_header(self) -> str:
        """The host as the ``Host`` header names it, with the port where it isn't the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def read_url(url: str, base: Target | None = None) -> Target:
    """Take a web address apart.

    Args:
        url: As written; Arabic letters in host or path are encoded.
        base: The page that led here, for a relative address.
    Raises:
        FetchError: Not an address (F101), another scheme than http and https (F102), a user
            name or password in it (F103).
    """
    import httpx

    told = url.strip()
    try:
        parsed = httpx.URL(base.url).join(told) if base else httpx.URL(told)
        host = parsed.raw_host.decode("ascii").lower().rstrip(".")
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise FetchError("F101", url=shown(url)) from error
    if parsed.scheme and parsed.scheme not in _PORTS:
        raise FetchError("F102", url=shown(url), scheme=parsed.scheme)
    if parsed.userinfo:
        raise FetchError("F103", url=shown(re.sub(r"//.*@", "//…@", url)))
    port = _PORTS.get(parsed.scheme) if parsed.port is None else parsed.port
    if not port or port > 65_535 or not _is_host(host):
        raise FetchError("F101", url=shown(url))
    target = Target("", parsed.scheme, host, port, parsed.raw_path.decode("ascii"))
    return target._replace(url=target.origin + target.path)


def host_name(text: str) -> str:
    """A host as a person writes it («موقع.سوريا», ``News.Test``, ``::1``) in the spelling of ``Target.host``.

    Raises:
        FetchError: It is none (F101).
    """
    return read_url(f"http://[{text}]/" if ":" in text and "[" not in text else f"http://{text}/").host


def _is_host(host: str) -> bool:
    if ":" not in host:
        return len(host) <= 253 and _HOST.fullmatch(host) is not None
    return "%" not in host and _address(host) is not None


def shown(url: str) -> str:
    """A web address as a message shows it: no control characters, not endless."""
    clean = "".join(c if c.isprintable() else "�" for c in url.strip())
    return clean if len(clean) <= 300 else clean[:299] + "…"


def refused_as(address: Address) -> str | None:
    """What kind of place a network address is that nothing public lives at, in words; else None.

    An IPv4 address inside an IPv6 one is judged as itself.
    """
    inner = _embedded(address)
    if inner is not None:
        return refused_as(inner)
    for network, kind in _refused_networks():
        if address.version == network.version and address in network:
            return kind[language()]
    given_out = address.version == 4 or address in _GIVEN_OUT
    return None if given_out and address.is_global else word("address.special")


def _embedded(address: Address) -> ipaddress.IPv4Address | None:
    if address.version == 4:
        return None
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    number = int(address)
    if address in _NAT64 or number >> 32 & 0xFFFF_FFFF in _ISATAP:
        return ipaddress.IPv4Address(number & 0xFFFF_FFFF)
    return None


@cache
def _refused_networks() -> list[tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, dict[str, str]]]:
    rows = load_table("refused_networks.csv", key="network")
    return [(ipaddress.ip_network(row["network"]), row) for row in rows]


def checked_addresses(
    target: Target, *, allowed_hosts: Collection[str], ports: Collection[int], resolve: Resolve
) -> list[str]:
    """The network addresses of a target that may be connected to, in the order to try.

    Args:
        allowed_hosts: Hosts that may live at private addresses and odd ports, by name.
        ports: Ports at which web servers of strangers are expected.
    Raises:
        FetchError: Odd port (F105), unknown name (F106), no public address (F104).
    """
    if target.host in allowed_hosts:
        return resolve(target.host, target.port)
    if target.port not in ports:
        raise FetchError("F105", url=shown(target.url), port=target.port)
    found = [(text, refused_as(ipaddress.ip_address(text))) for text in resolve(target.host, target.port)]
    public = [text for text, refused in found if refused is None]
    if not public:
        address, kind = found[0]
        raise FetchError("F104", url=shown(target.url), host=target.host, address=address, kind=kind)
    return public


def resolver(timeout_s: float) -> Resolve:
    """A look-up by the system's resolver that gives up after ``timeout_s`` seconds."""

    def resolve(host: str, port: int) -> list[str]:
        if _address(host) is not None:
            return [host]
        # The system's look-up can't be interrupted: it goes on in a thread that nobody waits for.
        answer: list[list[str] | Exception] = []
        thread = threading.Thread(target=lambda: answer.append(_look_up(host, port)), daemon=True)
        thread.start()
        thread.join(timeout_s)
        if answer and isinstance(answer[0], list) and answer[0]:
            return answer[0]
        failure = OSError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))
        if answer and isinstance(answer[0], OSError):
            failure = answer[0]
        raise FetchError("F106", transient=True, host=host, reason=reason_of(failure))

    return resolve


def _look_up(host: str, port: int) -> list[str] | Exception:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        return error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _address(text: str) -> Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
