"""What is remembered of a host: when it may be asked again, and what its robots.txt says.

The state is plain data, so that a watch goes on after a restart as if it had never stopped: a
host that asked for an hour of peace gets it.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, Literal, Protocol

RobotsKind = Literal["rules", "none", "unreachable"]
_ROBOTS_KINDS: Final = ("rules", "none", "unreachable")


class Clock(Protocol):
    """The time of day in seconds since 1970, and a way to let time pass."""

    def now(self) -> float:
        """Seconds since 1970, UTC."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


class SystemClock:
    """The clock of this computer."""

    def now(self) -> float:
        """Seconds since 1970, UTC."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


def utc_text(moment: float) -> str:
    """A moment in seconds since 1970 as ISO 8601 in UTC with "Z"; full seconds, rounded up."""
    return datetime.fromtimestamp(math.ceil(moment), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def utc_moment(text: str) -> float:
    """The reverse of ``utc_text``."""
    return datetime.fromisoformat(text).timestamp()


@dataclass(frozen=True)
class RobotsTxt:
    """A robots.txt as last asked for, and until when that counts."""

    kind: RobotsKind
    expires_at: float
    text: str = ""


@dataclass
class HostState:
    """What is remembered of one host. Moments are seconds since 1970.

    ``failures`` counts the failed attempts in a row; ``robots`` has an entry an origin.
    """

    ready_at: float = 0.0
    failures: int = 0
    robots: dict[str, RobotsTxt] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The state as JSON-like data."""
        return {
            "ready_at_utc": utc_text(self.ready_at),
            "failures": self.failures,
            "robots": {
                origin: {"kind": entry.kind, "expires_at_utc": utc_text(entry.expires_at), "text": entry.text}
                for origin, entry in self.robots.items()
            },
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> HostState:
        """The state that ``to_dict`` gave. What can't be read is forgotten rather than trusted."""
        state = cls()
        try:
            state.ready_at = utc_moment(data["ready_at_utc"])
            state.failures = max(0, int(data["failures"]))
            for origin, entry in data["robots"].items():
                if entry["kind"] in _ROBOTS_KINDS:
                    expires_at = utc_moment(entry["expires_at_utc"])
                    state.robots[str(origin)] = RobotsTxt(entry["kind"], expires_at, str(entry["text"]))
        except (KeyError, TypeError, ValueError, AttributeError):
            return state
        return state


def retry_after(value: str | None, now: float) -> float | None:
    """The seconds that a ``Retry-After`` header asks for: a number or a date; None if unreadable."""
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text[:12])
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, moment.timestamp() - now)


def back_off(failures: int, *, first_s: float, longest_s: float, chance: float) -> float:
    """Seconds to leave a host alone after so many failures in a row.

    Doubled each time, and spread by half each way, so that many watchers who met one outage
    don't come back in one moment.

    Args:
        failures: At least 1.
        chance: A random number from 0 to 1.
    """
    doubled = first_s * 2.0 ** min(failures - 1, 30)
    return float(min(doubled, longest_s) * (0.5 + chance))
