"""The files of a whole folder, in a settled order; nothing outside it, nothing hidden."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from marsad.errors import InputError
from marsad.formats.entries import Entry
from marsad.messages import Where, reason_of


class FolderFile(NamedTuple):
    """A file, and its name as messages tell it: the folder's name and the way below it."""

    path: Path
    name: str


@dataclass
class Folder:
    """What is in a folder and below. ``outside`` names links that lead out of it; they are not followed."""

    name: str
    files: list[FolderFile] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    closed: list[tuple[str, str]] = field(default_factory=list)

    def told(self) -> Iterator[Entry]:
        """What was passed over, as entries without a report."""
        for name, reason in self.closed:
            yield Entry(None, Where(name), (InputError("I101", where=name, reason=reason),))
        if self.outside:
            where = Where(self.name)
            note = InputError("I150", where=where, count=len(self.outside), first=self.outside[0])
            yield Entry(None, where, notes=(note,))
        if not (self.files or self.closed):
            yield Entry(None, Where(self.name), notes=(InputError("I151", where=self.name),))


def list_folder(root: Path) -> Folder:
    """The files of a folder and of those below it, sorted by name.

    Hidden files and folders are left out. Links are not followed: one that stays inside leads to
    a file that is listed at its own place.
    """
    folder = Folder(root.name or str(root))
    inside = root.resolve()

    def refuse(error: OSError) -> None:
        folder.closed.append((str(error.filename or root), reason_of(error)))

    for place, folders, files in os.walk(root, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        here = Path(place)
        for name in sorted((*files, *folders)):
            path = here / name
            if name.startswith("."):
                continue
            shown = f"{folder.name}/{path.relative_to(root).as_posix()}" if root.name else str(path)
            if path.is_symlink():
                if not path.resolve().is_relative_to(inside):
                    folder.outside.append(shown)
            elif name in files and _is_regular(path):
                folder.files.append(FolderFile(path, shown))
    folder.files.sort(key=lambda file: file.name)
    return folder


def _is_regular(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return True  # opening it will tell why
