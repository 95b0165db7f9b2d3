"""Originals under their SHA-256: written once, complete or not at all, never altered."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from marsad.formats.safefile import replacing, sync_folders

_BLOCK: Final = 1 << 20


class Originals:
    """The folder of originals. A file's place follows from its digest: ``ab/abcdef…``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where the original of a digest lies."""
        return self.folder / sha256[:2] / sha256

    def keep(self, data: bytes) -> str:
        """Keep an original and return its digest; one that is there already is left as it is.

        Raises:
            OutputError: The folder can't be written to (O201).
        """
        sha256 = hashlib.sha256(data).hexdigest()
        target = self.path(sha256)
        if not target.exists():
            with replacing(target) as stream:
                stream.write(data)
            os.chmod(target, 0o444)
            sync_folders(target.parent, self.folder)
        return sha256

    def read(self, sha256: str) -> bytes:
        """The bytes of an original.

        Raises:
            OSError: It isn't there or can't be read.
        """
        return self.path(sha256).read_bytes()

    def __iter__(self) -> Iterator[str]:
        """The digests that the folder's file names state, sorted; unfinished files are left out."""
        for path in sorted(self.folder.glob("??/*")):
            if not path.name.startswith("."):
                yield path.name


def file_digest(stream: BinaryIO) -> str:
    """SHA-256 of what a stream still holds."""
    found = hashlib.sha256()
    while block := stream.read(_BLOCK):
        found.update(block)
    return found.hexdigest()
