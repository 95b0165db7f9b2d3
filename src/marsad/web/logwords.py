"""Details of the log and of jobs in words: what each is called, and its value as people read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from marsad.messages import language
from marsad.store import jobs
from marsad.web import text

#: Details whose values are words of ours; others may be names of people and sources, which stay as they are.
_WORDED: Final = frozenset(
    ("added", "after", "before", "factor", "figures", "kind", "method", "removed", "renewed", "role")
)


class Detail(NamedTuple):
    """A detail: its name, and its value. ``is_sign`` is a digest, key or address, read from left to right."""

    name: str
    value: str
    is_sign: bool = False


def details_of(details: Mapping[str, object]) -> list[Detail]:
    """The details of an entry in words; those inside others are named with them."""
    return list(_told(details, ""))


def _told(details: Mapping[str, object], above: str) -> Iterator[Detail]:
    for key, value in details.items():
        if value is None or value == "" or value == []:
            continue
        name = word_of(key)
        if above and name != above:
            name = f"{above} · {name}"
        if isinstance(value, Mapping):
            yield from _told(value, name)
        else:
            yield Detail(name, _plain(key, value), _is_sign(value))


def word_of(key: str) -> str:
    """What a detail is called; its own name where it has no other."""
    return text.say(f"logword.{key}") if text.says(f"logword.{key}") else key


def _plain(key: str, value: object) -> str:
    if isinstance(value, bool):
        return text.say("logvalue.yes" if value else "logvalue.no")
    if isinstance(value, int):
        return f"{value:,}" if abs(value) >= 10_000 else str(value)
    if isinstance(value, list | tuple):
        return text.say("public.comma").join(_plain(key, one) for one in value)
    told = str(value)
    if key == "work" and told in jobs.kinds():
        return jobs.kinds()[told][language()]
    if key == "begun":
        return _moment(told)
    known = key in _WORDED and text.says(f"logvalue.{told}")
    return text.say(f"logvalue.{told}") if known else told


def _moment(told: str) -> str:
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        return told
    day = text.day(moment.date().isoformat(), language())
    return text.say("time.at", day=day, time=f"{moment:%H:%M}")


def _is_sign(value: object) -> bool:
    """Whether a value is no word of a language but a digest, an address or the like."""
    return isinstance(value, str) and value.isascii() and (len(value) >= 40 or ":/" in value)
