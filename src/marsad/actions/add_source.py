"""A source added to the settings of a workspace, or asked once to see what it gives."""

from __future__ import annotations

import fcntl
import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from django.db import transaction

from marsad.actions.fetch_pages import fetch_rules
from marsad.actions.watch_contents import contents_of, entries_of
from marsad.actions.watch_plan import options_of, watched_sources
from marsad.errors import FetchError, MarsadError, UsageError
from marsad.formats.safefile import replacing
from marsad.store import log, watching
from marsad.store.models import WatchedUrl
from marsad.store.settings import FILE_NAME, Settings, Value, is_source_name, read_settings, source_section
from marsad.store.workspace import Workspace

#: Longest time for the one page of a test, and longest polite wait before it, in seconds: somebody waits.
_PATIENCE_S: Final = 10.0
#: Titles that the result of a test tells.
_TITLES: Final = 5
_LOCK: Final = "settings.lock"
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]+")


class Tried(NamedTuple):
    """What a source gave when it was asked once; nothing of it was kept.

    ``error`` tells why it gave nothing, ``faults`` what was wrong with single entries.
    """

    url: str
    status: int | None = None
    media_type: str = ""
    reports: int = 0
    links: int = 0
    titles: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    error: MarsadError | None = None


def settings_now(workspace: Workspace) -> Settings:
    """The settings as the file has them now; those of when it was opened while the file has faults."""
    try:
        return read_settings(workspace.folder / FILE_NAME)
    except UsageError:
        return workspace.settings


def add_source(workspace: Workspace, name: str, values: Mapping[str, Value], who: str) -> None:
    """Write a ``[source.NAME]`` at the end of ``marsad.toml``; the rest of the file stays as it is.

    Args:
        workspace: Django is connected to its database.
        name: Of the section.
        values: Its settings, without those that are left at their defaults.
        who: The person, for the log.
    Raises:
        UsageError: The name can't be one (W107) or is taken (W130); the file can't be read (W102, W103).
        SettingsFaults: The file has faults, or a value doesn't fit.
        FetchError: The address is none (F101–F103).
        OutputError: The file can't be written (O201).
    """
    from marsad.collect.addresses import read_url

    path = workspace.folder / FILE_NAME
    if not is_source_name(name):
        raise UsageError("W107", where=FILE_NAME, found=name)
    if values.get("url"):
        read_url(str(values["url"]))
    with (workspace.folder / _LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if name in read_settings(path).sources():
            raise UsageError("W130", found=name)
        before = path.read_text("utf-8")
        cleaned = {
            key: _CONTROL.sub(" ", value) if isinstance(value, str) else value
            for key, value in values.items()
        }
        text = f"{before.rstrip()}\n\n{source_section(name, cleaned)}"
        _check(workspace, text)
        with transaction.atomic():
            log.append("source", who, {"source": name, "settings": cleaned})
            with replacing(path) as stream:
                stream.write(text.encode())
            path.chmod(0o600)  # it may hold a password
            log.write_head(workspace.head_file)


def _clean(value: Value) -> Value:
    """A value without what a line of the file can't hold."""
    if isinstance(value, list):
        return [_CONTROL.sub(" ", item).strip() for item in value]
    return _CONTROL.sub(" ", value).strip() if isinstance(value, str) else value


def _check(workspace: Workspace, text: str) -> None:
    """See that the file can be read as it will be, before it is.

    Raises:
        UsageError, SettingsFaults: It can't.
    """
    tomllib.loads(text)
    draft = workspace.folder / f".{FILE_NAME}.draft"
    draft.touch(mode=0o600)
    try:
        draft.write_text(text, "utf-8")
        read_settings(draft)
    finally:
        draft.unlink()


def try_source(workspace: Workspace, name: str, who: str) -> Tried:
    """Ask a source's address once, politely, and tell what it gives. Nothing is kept but the log's entry.

    Args:
        workspace: Django is connected to its database.
        name: A source with an address.
        who: The person, for the log.
    Raises:
        UsageError: There is no such source with an address (W120, W121).
    """
    asked = Workspace(workspace.folder, settings_now(workspace))
    (source,) = watched_sources(asked, [name])
    tried = _tried(asked, name)
    told = {"source": name, "url": source.url, "reports": tried.reports, "links": tried.links}
    if tried.error is not None:
        told["code"] = tried.error.code
    with transaction.atomic():
        log.append("source-test", who, told)
        log.write_head(workspace.head_file)
    return tried


def _tried(workspace: Workspace, name: str) -> Tried:
    from marsad.collect.fetch import Fetcher, StatusError

    (source,) = watched_sources(workspace, [name])
    hosts = watching.Hosts()
    rules = replace(
        fetch_rules(workspace.settings),
        tries=1,
        total_s=_PATIENCE_S,
        delay_s=source.delay_s,
        longest_wait_s=_PATIENCE_S,
    )
    because = source.robots_ignored_because
    try:
        page = Fetcher(rules, hosts).fetch(source.url, ignore_robots_because=because)
    except StatusError as error:
        return Tried(source.url, error.fetched.status if error.fetched else None, error=error)
    except FetchError as error:
        return Tried(source.url, error=error)
    finally:
        hosts.save()
    item = WatchedUrl(source=name, key=watching.key_of(source.url), url=source.url, role="source")
    options = options_of(workspace, source, item)
    found = contents_of(item, page, entries_of(page, options), options.kind)
    reports = [entry.report for entry in found.entries if entry.report is not None]
    return Tried(
        source.url,
        page.status,
        page.media_type or "",
        len(reports),
        len(found.links),
        tuple(report.title or report.text[:80] for report in reports[:_TITLES]),
        tuple(dict.fromkeys(str(fault) for entry in found.entries for fault in entry.faults))[:_TITLES],
    )
