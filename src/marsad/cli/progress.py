"""A progress bar on standard error, for input that takes longer than a moment."""

from __future__ import annotations

import time
from typing import Final, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from marsad.formats.sources import Sources
from marsad.messages import word

#: Nobody needs a bar for what is done before they look.
_PATIENCE_SECONDS: Final = 1.0


class ReadingProgress:
    """Shows how far reading has come, by bytes of the files; appears after a second."""

    def __init__(self, console: Console, sources: Sources, *, wanted: bool) -> None:
        self._console, self._sources = console, sources
        self._wanted = wanted and console.is_terminal
        self._begun = time.monotonic()
        self._bar: Progress | None = None
        self._task = TaskID(0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def show(self, count: int) -> None:
        """Bring the bar up to date after ``count`` reports."""
        if not self._wanted:
            return
        if self._bar is None:
            if time.monotonic() - self._begun < _PATIENCE_SECONDS:
                return
            self._bar = self._new_bar()
        rate = count / (time.monotonic() - self._begun)
        self._bar.update(
            self._task, completed=self._sources.bytes_read, count=f"{count:,}", rate=f"{rate:.0f}/s"
        )

    def _new_bar(self) -> Progress:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[count]}"),
            TextColumn("{task.fields[rate]}"),
            TimeElapsedColumn(),
        )
        bar = Progress(*columns, console=self._console, transient=True)
        total = self._sources.total_bytes
        self._task = bar.add_task(word("progress.reading"), total=total, count="", rate="")
        bar.start()
        return bar
