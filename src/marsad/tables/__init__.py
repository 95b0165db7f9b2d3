"""The reviewed lists that Marsad reads with, and how they are loaded.

Every table is a UTF-8 CSV file with a header, sorted by its first column, one fact a row.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Final, TextIO

from marsad.errors import TableError

FOLDER: Final = Path(__file__).parent
#: Direction marks and joiners: invisible in an editor, and fatal to a look-up.
_HIDDEN: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def table_files() -> list[Path]:
    """Every table of the package, in the order of their names."""
    return [path for path in sorted(FOLDER.rglob("*")) if path.suffix in (".csv", ".gz", ".toml")]


def load_table(name: str, *, key: str | None = None, folder: Path = FOLDER) -> list[dict[str, str]]:
    """The rows of a table as dictionaries; empty cells are empty strings.

    Args:
        name: File name inside ``folder``.
        key: A column whose values must be there and be unique.
    Raises:
        TableError: Missing file (T001), wrong number of cells (T002), a cell with stray
            white space, hidden direction marks or in another form than NFC (T003), a
            repeated or empty key (T004); each with file and line.
    """
    path = folder / name
    try:
        with open(path, encoding="utf-8", newline="") as stream:
            return list(_checked(stream, path, key))
    except FileNotFoundError as error:
        raise TableError("T001", path=path.name) from error


def _checked(stream: TextIO, path: Path, key: str | None) -> Iterator[dict[str, str]]:
    text = stream.read()
    # What holds for the whole text holds for its cells; only where it does not are they looked at singly.
    clean = _HIDDEN.search(text) is None and unicodedata.is_normalized("NFC", text)
    lines = csv.reader(StringIO(text, newline=""))
    header: list[str] = next(lines, [])
    seen: set[str] = set()
    for cells in lines:
        if len(cells) != len(header):
            details = {"line": lines.line_num, "found": len(cells), "expected": len(header)}
            raise TableError("T002", path=path.name, **details)
        row = dict(zip(header, cells, strict=True))
        stray = list(map(str.strip, cells)) != cells
        if (stray or not clean) and not all(map(str.isascii, cells)):
            _check_cells(row, path, lines.line_num)
        if key is not None:
            if not row[key] or row[key] in seen:
                raise TableError("T004", path=path.name, line=lines.line_num, column=key, found=row[key])
            seen.add(row[key])
        yield row


def _check_cells(row: dict[str, str], path: Path, line: int) -> None:
    for column, cell in row.items():
        odd = cell != cell.strip() or _HIDDEN.search(cell) or not unicodedata.is_normalized("NFC", cell)
        if odd:
            raise TableError("T003", path=path.name, line=line, column=column, found=cell)
