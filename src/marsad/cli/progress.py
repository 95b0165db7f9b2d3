"""Signs of progress on standard error, for what takes longer than a moment."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final, Self

from rich.console import Console

from marsad.formats.sources import Sources
from marsad.messages import word

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID
    from rich.status import Status

#: Nobody needs a bar for what is done before they look.
_PATIENCE_SECONDS: Final = 1.0


class ReadingProgress:
    """Shows how far reading has come, by bytes of the files; appears after a second."""

    def __init__(self, console: Console, sources: Sources, *, wanted: bool) -> None:
        self._console, self._sources = console, sources
        self._wanted = wanted and console.is_terminal
        self._begun = time.monotonic()
        self._bar: tuple[Progress, TaskID] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar[0].stop()

    def show(self, count: int) -> None:
        """Bring the bar up to date after ``count`` reports."""
        if not self._wanted:
            return
        if self._bar is None:
            if time.monotonic() - self._begun < _PATIENCE_SECONDS:
                return
            self._bar = self._new_bar()
        bar, task = self._bar
        rate = count / (time.monotonic() - self._begun)
        completed = self._sources.bytes_read
        bar.update(task, completed=completed, count=f"{count:,}", rate=f"{rate:.0f}/s")

    def _new_bar(self) -> tuple[Progress, TaskID]:
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn  # most runs end before

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[count]}"),
            TextColumn("{task.fields[rate]}"),
            TimeElapsedColumn(),
        )
        bar = Progress(*columns, console=self._console, transient=True)
        total = self._sources.total_bytes
        task = bar.add_task(word("progress.reading"), total=total, count="", rate="")
        bar.start()
        return bar, task


class Spinner:
    """A line on standard error that tells what is being done; appears after a second."""

    def __init__(self, console: Console, *, wanted: bool) -> None:
        self._console = console
        self._wanted = wanted and console.is_terminal
        self._begun = time.monotonic()
        self._status: Status | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._status is not None:
            self._status.stop()

    def show(self, text: str) -> None:
        """Tell what is being done now."""
        if not self._wanted or time.monotonic() - self._begun < _PATIENCE_SECONDS:
            return
        if self._status is None:
            self._status = self._console.status(text)
            self._status.start()
        else:
            self._status.update(text)
