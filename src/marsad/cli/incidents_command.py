"""``marsad incidents``: list, show and export them, and decide what belongs together."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import msgspec
from rich.console import Console

from marsad.cli import FINE
from marsad.cli.console import is_terminal, screen, summary_lines
from marsad.cli.progress import Spinner
from marsad.cli.workspace import opened
from marsad.errors import UsageError
from marsad.formats.safefile import replacing
from marsad.messages import word

if TYPE_CHECKING:
    from marsad.actions.decide_incidents import Decided
    from marsad.actions.link_incidents import Linked
    from marsad.store.incidentsearch import IncidentFilter
    from marsad.store.workspace import Workspace

#: Characters in a line of a table that goes to a file.
_PAPER_WIDTH: Final = 140
#: Incidents in a table, and suggestions, unless told.
_SHOWN: Final = 50
_SUGGESTED: Final = 20


def run(options: argparse.Namespace) -> int:
    """Do what is asked for, or list."""
    workspace = opened(options)
    return _DEEDS[options.deed or "list"](workspace, options)


# Listing and writing


def _list(workspace: Workspace, options: argparse.Namespace) -> int:
    from marsad.actions.save_incidents import format_of

    form = options.format or format_of(options.output or "")
    if form is None:
        form = "table" if is_terminal() and not options.output else "jsonl"
    wanted = _wanted(options)
    if form == "table":
        return _table(wanted, options)
    return _save(workspace, wanted, form, options)


def _wanted(options: argparse.Namespace) -> IncidentFilter:
    from marsad.actions.show_incidents import with_names
    from marsad.store.incidentsearch import IncidentFilter

    plain = IncidentFilter(
        since=options.since and options.since.isoformat(),
        until=options.until and options.until.isoformat(),
        role=options.role,
        place=options.place,
        status=options.status,
        min_voices=options.min_voices,
        min_killed=options.min_killed,
        min_confidence=options.min_confidence and options.min_confidence / 100,
        contested=options.contested,
        sort=options.sort or "newest",
    )
    return with_names(plain, event_type=options.type, actor=options.actor)


def _table(wanted: IncidentFilter, options: argparse.Namespace) -> int:
    from marsad.cli.incidents_view import incidents_table
    from marsad.store.incidentsearch import count_incidents, find_incidents

    most = options.limit or (None if options.output else _SHOWN)
    found = list(islice(find_incidents(wanted), most))
    left = count_incidents(wanted) - len(found) if most is not None else 0
    with _console(options.output) as console:
        console.print(incidents_table(found))
        if left > 0 and not options.limit:
            console.print(word("incidents.more", count=f"{left:,}"), style="dim", soft_wrap=True)
    return FINE


@contextlib.contextmanager
def _console(output: str | None) -> Iterator[Console]:
    if output is None:
        yield screen()
        return
    with replacing(_target(output, "txt")) as raw:
        import io

        stream = io.TextIOWrapper(raw, "utf-8")
        yield Console(file=stream, width=_PAPER_WIDTH, markup=False, emoji=False, highlight=False)
        stream.flush()
        stream.detach()  # `replacing` closes the file


def _target(output: str, ending: str) -> Path:
    path = Path(output)
    return path / f"incidents.{ending}" if output.endswith(("/", "\\")) or path.is_dir() else path


def _save(workspace: Workspace, wanted: IncidentFilter, form: Any, options: argparse.Namespace) -> int:
    from marsad.actions.save_incidents import save
    from marsad.store.incidentsearch import IncidentFilter, find_incidents

    if form == "records" and (wanted != IncidentFilter() or options.limit):
        raise UsageError("L116")

    def write(stream: BinaryIO) -> int:
        found = islice(find_incidents(wanted), options.limit)
        return save(workspace, stream, form, found, exact=options.exact)

    if options.output is None:
        write(sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return FINE
    target = _target(options.output, "jsonl" if form == "records" else form)
    with replacing(target) as stream:
        count = write(stream)
    name = "incidents.records" if form == "records" else "incidents.saved"
    screen(stderr=True).print(summary_lines([(name, count), ("summary.written", target)]))
    return FINE


# One incident, and what is left to decide


def _show(_workspace: Workspace, options: argparse.Namespace) -> int:
    from marsad.actions.show_incidents import show_incident
    from marsad.cli.incidents_view import incident_view, shown_data

    shown = show_incident(options.key)
    if shown.asked != shown.incident.key:
        told = word("incidents.joined", found=shown.asked, into=shown.incident.key)
        screen(stderr=True).print(told, style="yellow", soft_wrap=True)
    if options.format == "json":
        _print_json(shown_data(shown))
    else:
        screen().print(incident_view(shown))
    return FINE


def _suggest(_workspace: Workspace, options: argparse.Namespace) -> int:
    from marsad.actions.show_incidents import incidents_of, suggestions
    from marsad.cli.incidents_view import suggestion_data, suggestions_view

    every = suggestions()
    found = every[: options.limit or _SUGGESTED]
    others = incidents_of({key for one in found for key in (one.here, one.there)})
    if options.format == "json":
        for one in found:
            _print_json(suggestion_data(one))
        return FINE
    console = screen()
    console.print(suggestions_view(found, others))
    if len(every) > len(found):
        told = word("incidents.more", count=f"{len(every) - len(found):,}")
        console.print(told, style="dim", soft_wrap=True)
    return FINE


def _print_json(data: dict[str, Any]) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(data) + b"\n")
    sys.stdout.buffer.flush()


# Deciding


def _merge(workspace: Workspace, options: argparse.Namespace) -> int:
    from marsad.actions.decide_incidents import merge

    return _told(merge(workspace, options.keys, note=options.note))


def _apart(workspace: Workspace, options: argparse.Namespace) -> int:
    from marsad.actions.decide_incidents import keep_apart

    return _told(keep_apart(workspace, options.key, options.other, note=options.note))


def _split(workspace: Workspace, options: argparse.Namespace) -> int:
    from marsad.actions.decide_incidents import split

    events = [event.strip() for event in options.events.split(",") if event.strip()]
    return _told(split(workspace, options.key, events, note=options.note))


def _set(workspace: Workspace, options: argparse.Namespace) -> int:
    from marsad.actions.decide_incidents import set_field

    return _told(set_field(workspace, options.key, options.field, options.value, note=options.note))


def _undo(workspace: Workspace, options: argparse.Namespace) -> int:
    from marsad.actions.decide_incidents import undo

    return _told(undo(workspace, options.number, note=options.note))


def _told(decided: Decided) -> int:
    from marsad.cli.incidents_view import decision_text

    console = screen()
    console.print(word("incidents.decided", number=decided.decision.number), style="green", soft_wrap=True)
    console.print(word("incidents.now", keys=", ".join(decided.incidents) or "–"), soft_wrap=True)
    for earlier in decided.overrides:
        told = word("incidents.overrides", decision=decision_text(earlier))
        console.print(told, style="yellow", soft_wrap=True)
    return FINE


def _relink(workspace: Workspace, options: argparse.Namespace) -> int:
    from marsad.actions.link_incidents import link

    with Spinner(screen(stderr=True), wanted=not options.quiet) as spinner:
        linked = link(
            workspace,
            everything=options.all,
            progress=lambda step: spinner.show(word(f"incidents.step.{step}")),
        )
    if not options.quiet:
        screen(stderr=True).print(summary_lines(_summary(linked)))
    return FINE


def _summary(linked: Linked) -> Iterator[tuple[str, object]]:
    yield "summary.events", linked.events
    yield "incidents.new-events", linked.new_events
    yield "summary.incidents", linked.incidents
    yield "incidents.changed", linked.changed
    yield "incidents.made", linked.made
    yield "incidents.suggested", linked.suggested


_DEEDS: Final[dict[str, Callable[[Workspace, argparse.Namespace], int]]] = {
    "list": _list,
    "show": _show,
    "suggest": _suggest,
    "merge": _merge,
    "apart": _apart,
    "split": _split,
    "set": _set,
    "undo": _undo,
    "relink": _relink,
}
