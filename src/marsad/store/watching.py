"""Where watching stopped: which addresses are due, and what is remembered of their hosts.

Plain bookkeeping, not sealed: without it, pages would only be asked for once more.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.db.models import QuerySet

from marsad.collect.addresses import read_url
from marsad.collect.fetch import Validators
from marsad.collect.hosts import HostState
from marsad.errors import FetchError
from marsad.store.columns import bounded, plain
from marsad.store.models import HostVisit, WatchedUrl

#: Length of a report's key, which is the address of a page.
_KEY_LENGTH: Final = 480
#: Values in one question to a database.
_ASKED: Final = 500
#: Sitemaps that may lead to each other. The standard allows one index above the sitemaps.
_DEEPEST: Final = 2


class Listed(NamedTuple):
    """An address that a feed or sitemap leads to; ``changed`` is when, as the list says it."""

    url: str
    changed: str = ""
    role: str = "page"


def key_of(url: str) -> str:
    """What a watched address, and the report on its page, is known by."""
    return bounded(url, _KEY_LENGTH)


def keep_root(source: str, url: str, now: datetime, every: timedelta) -> None:
    """Have a source's own address watched, and no longer one that it had before.

    Args:
        source: Its name.
        url: Its address.
        now: This moment.
        every: Time between two visits, which the settings may have made shorter by now.
    """
    key = key_of(url)
    WatchedUrl.objects.filter(source=source, role="source").exclude(key=key).delete()
    known = WatchedUrl.objects.filter(source=source, key=key).first()
    if known is None:
        WatchedUrl.objects.create(
            source=source, key=key, url=plain(url), role="source", seen_at=now, due_at=now
        )
    elif known.role != "source":
        known.role, known.due_at = "source", now
        known.save()
    elif not known.failures and known.due_at and known.due_at > now + every:
        known.due_at = now + every
        known.save()


def due(
    source: str, moment: datetime, *, pages: int, without: Collection[int] = frozenset()
) -> list[WatchedUrl]:
    """The addresses of a source that are due: its own, the lists that it leads to, its newest pages.

    Args:
        moment: Due by then.
        pages: So many lists and pages at most, its own address aside: some lead to lists without end.
        without: Ids to leave out.
    """
    found = WatchedUrl.objects.filter(source=source, due_at__lte=moment)
    own = [one for one in found.filter(role="source") if one.pk not in without]
    lists = _first(found.filter(role="list").order_by("id"), pages, without)
    newest = found.filter(role="page").order_by("-changed", "id")
    return [*own, *lists, *_first(newest, pages - len(lists), without)]


def _first(rows: QuerySet[WatchedUrl], number: int, without: Collection[int]) -> list[WatchedUrl]:
    if number <= 0:
        return []
    return [one for one in rows[: number + len(without)] if one.pk not in without][:number]


def next_due(sources: Sequence[str]) -> datetime | None:
    """When the next address of some sources is due."""
    waiting = WatchedUrl.objects.filter(source__in=sources, due_at__isnull=False)
    return waiting.order_by("due_at").values_list("due_at", flat=True).first()


def known(source: str, urls: Iterable[str]) -> dict[str, WatchedUrl]:
    """What is known of some addresses, by their keys."""
    keys = list(dict.fromkeys(map(key_of, urls)))
    found: dict[str, WatchedUrl] = {}
    for first in range(0, len(keys), _ASKED):
        rows = WatchedUrl.objects.filter(source=source, key__in=keys[first : first + _ASKED])
        found.update((row.key, row) for row in rows)
    return found


class Noted(NamedTuple):
    """What became of the links of a list: to be visited by it, and left out for want of room."""

    due: int
    left_out: int


def note_links(
    item: WatchedUrl,
    links: Sequence[Listed],
    now: datetime,
    *,
    every: timedelta,
    teaser_in: int | None,
    most: int,
) -> Noted:
    """Have the links of a list watched.

    A new one is due at once. One that the list says has changed is too, but no sooner after its
    last visit than ``every``: some lists say so each time.

    Args:
        item: The feed or sitemap.
        links: Those in it.
        now: This moment.
        every: Least time between two visits of a page.
        teaser_in: Id of the feed's capture, for links that are only teased there.
        most: Addresses of the source that may wait at a time. Of more, those stay that the list says
            changed last; the others are left out until there is room.
    """
    rows = known(item.source, (link.url for link in links))
    new: dict[str, WatchedUrl] = {}
    moved = left_out = 0
    waiting = WatchedUrl.objects.filter(source=item.source, due_at__isnull=False).exclude(role="source")
    room = most - waiting.count()
    for link in sorted(links, key=lambda link: link.changed, reverse=True) if len(links) > room else links:
        key = key_of(link.url)
        row = rows.get(key)
        if row is not None:
            earliest = now if row.visited_at is None else max(now, row.visited_at + every)
            moved += _tell(row, link, earliest, teaser_in)
        elif key not in new and len(new) >= room:
            left_out += 1
        elif link.role == "page" or item.depth < _DEEPEST:
            new[key] = WatchedUrl(
                source=item.source,
                key=key,
                url=plain(link.url),
                role=link.role,
                depth=item.depth + (link.role == "list"),
                seen_at=now,
                due_at=now,
                changed=link.changed[:40],
                teaser_in=teaser_in,
            )
    WatchedUrl.objects.bulk_create(new.values(), _ASKED)
    return Noted(len(new) + moved, left_out)


def _tell(row: WatchedUrl, link: Listed, earliest: datetime, teaser_in: int | None) -> bool:
    """Note what a list says of an address known before; whether it is due by that."""
    if row.role == "source":
        return False
    moved = bool(link.changed) and link.changed[:40] != row.changed
    if moved:
        row.changed, row.due_at, row.failures = link.changed[:40], earliest, 0
    if teaser_in is not None and not row.got:
        row.teaser_in = teaser_in
    if moved or teaser_in is not None:
        row.save()
    return moved


def given_up(source: str, teaser_in: int) -> list[WatchedUrl]:
    """The pages that a capture of a feed teases and that are not asked for any more."""
    found = WatchedUrl.objects.filter(source=source, teaser_in=teaser_in, due_at__isnull=True)
    return list(found.order_by("id"))


def validators_of(item: WatchedUrl) -> Validators | None:
    """What the server gave to recognise the last version by."""
    if not item.validators_url:
        return None
    return Validators(item.validators_url, item.etag or None, item.last_modified or None)


def set_validators(item: WatchedUrl, told: Validators | None) -> None:
    """Remember them; None forgets them, so that the page is sent anew."""
    item.validators_url = plain(told.url) if told else ""
    item.etag = plain(told.etag or "") if told else ""
    item.last_modified = plain(told.last_modified or "") if told else ""


def at_address(url: str) -> WatchedUrl | None:
    """The watched address, of any source, whose normal spelling is this."""
    for row in WatchedUrl.objects.order_by("id").iterator(_ASKED):
        with contextlib.suppress(FetchError):
            if read_url(row.url).url == url:
                return row
    return None


class Hosts(dict[str, HostState]):
    """What is remembered of hosts, with a way to write down what changed."""

    def __init__(self) -> None:
        super().__init__()
        for row in HostVisit.objects.iterator(_ASKED):
            self[row.host] = HostState.from_dict(_decoded(row.state))
        self._saved = {host: _mark(state) for host, state in self.items()}

    def save(self) -> None:
        """Write down the hosts that something was learned of since."""
        for host, state in self.items():
            mark = _mark(state)
            if self._saved.get(host) != mark:
                told = json.dumps(state.to_dict())
                HostVisit.objects.update_or_create(host=host[:255], defaults={"state": told})
                self._saved[host] = mark


def _mark(state: HostState) -> tuple[object, ...]:
    robots = ((origin, entry.kind, entry.expires_at) for origin, entry in state.robots.items())
    return (state.ready_at, state.failures, *robots)


def _decoded(text: str) -> dict[str, object]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
