"""``marsad gazetteer``: look a place up, or bring in tables that a user downloaded."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.table import Table

from marsad.actions.use_gazetteer import find_by_name, import_places
from marsad.cli import FAILED, FINE
from marsad.cli.console import printable, screen
from marsad.errors import InputError
from marsad.geo.gazetteer import GazetteerRow
from marsad.messages import language, word


def run(options: argparse.Namespace) -> int:
    """Do the deed asked for; 1 where a name is unknown."""
    return _lookup(options) if options.deed == "lookup" else _import(options)


def _lookup(options: argparse.Namespace) -> int:
    name = " ".join(options.name)
    rows = find_by_name(name, options.gazetteer)
    if not rows:
        screen(stderr=True).print(str(InputError("I121", found=name)), style="red", soft_wrap=True)
        return FAILED
    screen().print(_table(rows))
    return FINE


def _table(rows: list[GazetteerRow]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for key in ("id", "name", "kind", "parent", "point", "radius"):
        table.add_column(word(f"gazetteer.{key}"), overflow="fold")
    for row in rows:
        name = row.name_ar if language() == "ar" else f"{row.name_en} · {row.name_ar}"
        parent = dict.fromkeys(part for part in (row.admin3, row.admin2, row.admin1, row.country) if part)
        point = f"{row.lat:.4f}, {row.lon:.4f}"
        table.add_row(row.id, printable(name), row.kind, " < ".join(parent), point, f"{row.radius_m:,}")
    return table


def _import(options: argparse.Namespace) -> int:
    target = Path(options.output)
    names = options.alternate_names
    count = import_places(options.file, target, kind=options.kind, alternate_names=names)
    screen().print(word("gazetteer.imported", path=target, count=f"{count:,}"), soft_wrap=True)
    return FINE
