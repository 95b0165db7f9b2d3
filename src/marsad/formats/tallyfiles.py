"""Totals beside incidents to files: whole (JSON), line by line (JSON Lines), as rows (CSV)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final

import msgspec

from marsad.formats.public import Cell
from marsad.formats.writers import safe_cell
from marsad.link.tallies import Comparison, Reconciliation, RecordedIncident, Series, Step, TallyResult
from marsad.model import Count

#: The incidents behind the figures, where they are wanted.
Incidents = Mapping[str, RecordedIncident] | None
#: Columns of a row; ``row`` is ``total``, ``part``, ``rest`` or ``step``, and ``after`` is the total that a
#: step leads from.
COLUMNS: Final = (
    *("key", "row", "after", "claimant", "type", "actor", "measure", "area", "start", "end"),
    *("claimed_least", "claimed_most", "recorded_least", "recorded_most", "possible_least", "possible_most"),
    *("missing_least", "missing_most", "outcome", "recorded", "possible", "aside", "outside", "silent"),
    *("undecided", "findings", "docs", "publishers", "quote"),
)


def write_json(stream: BinaryIO, made: Reconciliation, incidents: Incidents) -> None:
    """One object: ``tallies``, ``series`` and, where they are wanted, ``incidents`` by key."""
    whole: dict[str, Any] = {"tallies": made.tallies, "series": made.series}
    if incidents is not None:
        whole["incidents"] = incidents
    stream.write(msgspec.json.format(msgspec.json.encode(whole), indent=1) + b"\n")


def write_lines(stream: BinaryIO, made: Reconciliation, incidents: Incidents) -> None:
    """A line for each total, series and wanted incident; ``kind`` tells which it is."""
    for kind, items in (
        ("total", made.tallies),
        ("series", made.series),
        ("incident", (incidents or {}).values()),
    ):
        for item in items:
            stream.write(msgspec.json.encode({"kind": kind, **msgspec.structs.asdict(item)}) + b"\n")


def write_csv(stream: BinaryIO, made: Reconciliation, codes: Mapping[str, str]) -> None:
    """One comparison a row, with a byte order mark, as spreadsheets take Arabic for Latin without it.

    Args:
        stream: Written to.
        made: What is compared.
        codes: By report of a protected source, what stands for it.
    """
    stream.write(b"\xef\xbb\xbf")
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow(COLUMNS)
    for cells in rows(made, codes):
        lines.writerow(safe_cell(cells.get(name)) for name in COLUMNS)
    stream.write(text.getvalue().encode())


def rows(made: Reconciliation, codes: Mapping[str, str]) -> Iterator[dict[str, Cell]]:
    """Every comparison as flat cells; lists are joined by ";", reasons by "+".

    Codes stand for reports of protected sources, whose publishers and words are left out.
    """
    for item in made.tallies:
        told: dict[str, Cell] = {"key": _coded(item.key, codes)}
        yield _compared(item, item.total) | told | _source(item, codes)
        for part in (*item.parts, *([item.rest] if item.rest is not None else [])):
            yield _compared(item, part) | told
    for series in made.series:
        yield from (_step(series, step, codes) for step in series.steps)


def _source(item: TallyResult, codes: Mapping[str, str]) -> dict[str, Cell]:
    is_open = codes.keys().isdisjoint(item.docs)
    return {
        "undecided": ";".join(item.undecided),
        "findings": ";".join(line.code for line in item.findings),
        "docs": ";".join(codes.get(doc, doc) for doc in item.docs),
        "publishers": ";".join(item.publishers) if is_open else None,
        "quote": item.quote if is_open else None,
    }


def _coded(key: str, codes: Mapping[str, str]) -> str:
    """The key of a total, which begins with the name of its report."""
    doc, sign, number = key.rpartition("/")
    return f"{codes.get(doc, doc)}{sign}{number}"


def _terms(item: TallyResult | Series) -> dict[str, Cell]:
    return {
        "key": item.key,
        "claimant": item.claimant,
        "type": item.type,
        "actor": item.actor,
        "measure": item.measure,
    }


def _compared(item: TallyResult | Series, made: Comparison) -> dict[str, Cell]:
    cells = _terms(item) | {
        "row": made.label,
        "area": made.area.text,
        "start": made.start,
        "end": made.end,
        **_bounds("claimed", made.claimed),
        "outcome": made.outcome,
    }
    if made.missing is None:
        return cells
    return cells | {
        **_bounds("recorded", made.recorded_count),
        **_bounds("possible", made.possible_count),
        **_bounds("missing", made.missing),
        "recorded": ";".join(made.recorded),
        "possible": ";".join(f"{near.id}:{'+'.join(near.reasons)}" for near in made.possible),
        "aside": len(made.aside) + made.aside_more,
        "outside": len(made.outside) + made.outside_more,
        "silent": len(made.silent),
    }


def _step(series: Series, step: Step, codes: Mapping[str, str]) -> dict[str, Cell]:
    if step.comparison is not None:
        cells = _compared(series, step.comparison)
    else:
        cells = _terms(series) | {"area": series.area.text, "outcome": "undecided"}
        cells |= _bounds("claimed", step.change)
    days = {point.key: point.end for point in series.points}
    return cells | {
        "key": _coded(step.to_key, codes),
        "row": "step",
        "after": _coded(step.from_key, codes),
        "start": cells.get("start") or days[step.from_key],
        "end": days[step.to_key],
        "findings": step.move,
    }


def _bounds(name: str, count: Count) -> dict[str, Cell]:
    return {f"{name}_least": count.least, f"{name}_most": count.most}
