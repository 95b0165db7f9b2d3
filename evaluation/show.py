"""Tables of figures, and gold beside what was read, for people."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from evaluation.figures import Figure
from evaluation.matching import Fields, relation_set, tally_set
from evaluation.merging import Merging
from evaluation.reports import Scored
from evaluation.restoring import Passage, RepairFigures
from evaluation.scoring import Pair

#: The fields of an event that are shown, and the measures that make one of them wrong.
_FIELDS = ("type", "dates", "places", "initiator", "target", "casualties", "items", "status", "quote")


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def show_figures(console: Console, title: str, reports: int, figures: dict[str, Figure]) -> None:
    """A table of one group of reports, a row a measure."""
    table = Table(title=f"{title}: {reports} reports", title_justify="left", box=None, pad_edge=False)
    table.add_column("measure")
    for name in ("precision", "recall", "F1", "95 % interval", "gold", "read"):
        table.add_column(name, justify="right")
    for name, figure in figures.items():
        between = f"{_number(figure.low)} – {_number(figure.high)}"
        shares = map(_number, (figure.precision, figure.recall, figure.f1))
        table.add_row(name, *shares, between, str(figure.gold), str(figure.read))
    console.print(table)
    console.print()


def show_repair(console: Console, figures: RepairFigures) -> None:
    """The figures of repair, with the words of each technique."""
    low, high = figures.restored_range
    console.print(f"repair: {figures.passages} disguised passages, {figures.clean} clean ones")
    console.print(
        f"words restored {figures.restored:.3f} ({_number(low)} – {_number(high)}) of {figures.words}, "
        f"other words spoilt {figures.spoilt}, passages exact {figures.exact:.3f}"
    )
    low, high = figures.clean_kept_range
    console.print(f"clean passages untouched {figures.clean_kept:.3f} ({_number(low)} – {_number(high)})")
    for technique, (restored, words) in sorted(figures.by_technique.items()):
        console.print(f"  {technique:22} {restored} of {words}")
    console.print()


def show_merging(console: Console, title: str, figures: Merging) -> None:
    """The figures of merging, with the false merges by what tells the happenings apart."""
    console.print(f"merging, {title}: {figures.found} of {figures.happenings} happenings were read")
    shares = (figures.precision, figures.recall, figures.f1)
    console.print("B-cubed precision {:.3f}, recall {:.3f}, F1 {:.3f}".format(*shares))
    console.print(
        f"pairs merged though of other places or days: {figures.plain(misread=False)}, "
        f"and {figures.plain(misread=True)} whose place or day was misread; "
        f"other false pairs {sum(merge.kind == 'neither' for merge in figures.false_merges)}"
    )
    console.print()


def show_report_errors(console: Console, scored: Sequence[Scored]) -> None:
    """Gold beside what was read, for every report that is not right."""
    for report in scored:
        if report.score.is_right:
            continue
        console.print(Text(f"{report.gold['doc']}  {report.gold.get('published')}", style="bold"))
        console.print(Text(report.gold.get("text") or ""))
        for pair in report.score.pairs:
            if pair.wrong or pair.gold is None or pair.read is None:
                console.print(_pair_table(pair))
        for name, sets in (("tallies", tally_set), ("relations", relation_set)):
            gold, read = sets(report.gold), sets(report.read)
            if gold != read:
                console.print(Text(f"{name}: missed {_listed(gold - read)}; extra {_listed(read - gold)}"))
        console.print()


def _listed(things: set[tuple[object, ...]]) -> str:
    return ", ".join(sorted(map(str, things))) or "none"


def _pair_table(pair: Pair) -> Table:
    if pair.read is None:
        title = "missed"
    elif pair.gold is None:
        title = "one too many"
    else:
        title = "wrong: " + ", ".join(pair.wrong)
    table = Table(title=title, title_justify="left", show_lines=False)
    for name in ("", "gold", "read"):
        table.add_column(name, overflow="fold")
    gold, read = _shown(pair.gold), _shown(pair.read)
    for name in _FIELDS:
        style = "red" if name in pair.wrong else ""
        table.add_row(name, Text(gold[name]), Text(read[name]), style=style)
    return table


def _shown(event: Fields | None) -> dict[str, str]:
    """The fields of an event in words; all empty for none."""
    if event is None:
        return dict.fromkeys(_FIELDS, "")
    return {
        "type": str(event.get("type")),
        "dates": f"{event.get('start')} – {event.get('end')} ({event.get('date_precision')})",
        "places": "\n".join(map(_place, event.get("places") or ())),
        "initiator": _actors(event, "initiator"),
        "target": _actors(event, "target"),
        "casualties": ", ".join(f"{k} {v}" for k, v in (event.get("casualties") or {}).items()),
        "items": ", ".join(f"{i.get('item')} {i.get('count')}" for i in event.get("items") or ()),
        "status": str(event.get("status") or "reported"),
        "quote": event.get("quote") or "",
    }


def _place(place: Fields) -> str:
    where = "" if place.get("lat") is None else f" {place['lat']:.3f}, {place['lon']:.3f}"
    return f"{place.get('role')}: {place.get('name')} ({place.get('precision')}){where}"


def _actors(event: Fields, role: str) -> str:
    named = [a for a in event.get("actors") or () if a.get("role") == role]
    return ", ".join(f"{a.get('id')} «{a.get('name')}»" for a in named)


def show_repair_errors(console: Console, passages: Sequence[Passage]) -> None:
    """Text, wanted and given, for every passage that is not right."""
    for passage in passages:
        if passage.exact:
            continue
        gold = passage.gold
        console.print(Text(f"repair {gold['doc']}: {gold.get('technique') or gold.get('trap')}", "bold"))
        wanted = gold.get("repaired", gold["text"])
        for name, text in (("text", gold["text"]), ("wanted", wanted), ("given", passage.answer)):
            console.print(Text(f"  {name:7} {text}"))
