"""robots.txt: what a site asks of those who collect (RFC 9309)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from protego import Protego

#: The name that sites can address in their robots.txt.
AGENT: Final = "Marsad"
_AGENT_LINE: Final = re.compile(r"\s*user[- ]?agent\s*(?::|\s)\s*(.*)", re.IGNORECASE)


def may_fetch(text: str, url: str) -> bool:
    """Whether a robots.txt lets Marsad have a URL."""
    return bool(_parsed(text).can_fetch(url, AGENT))


def asked_delay_s(text: str) -> float | None:
    """The seconds between two requests that a robots.txt asks for, by ``Crawl-delay`` or ``Request-rate``."""
    rules = _parsed(text)
    delay, rate = rules.crawl_delay(AGENT), rules.request_rate(AGENT)
    told = [float(delay)] if delay is not None else []
    if rate is not None:
        told.append(rate.seconds / rate.requests)
    return max(told, default=None)


@lru_cache(maxsize=64)
def _parsed(text: str) -> Protego:
    from protego import Protego

    return Protego.parse(ours(text))


def ours(text: str) -> str:
    """A robots.txt in which all agents that aren't us are one and the same.

    The parser keeps a set of rules for each agent, so a hostile file of half a megabyte with
    thousands of agents over thousands of rules would take minutes and all memory.
    """
    lines: list[str] = []
    for line in text.splitlines():
        bare = line.split("#", 1)[0].strip()
        told = _AGENT_LINE.fullmatch(bare)
        if told and told[1].strip().lower().replace("*", "") not in AGENT.lower():
            bare = "User-agent: another"
        if bare and not (told and lines and lines[-1] == bare):
            lines.append(bare)
    return "\n".join(lines)
