"""Compares the speed of this working tree with another revision, in one run.

Speeds measured an hour apart differ by more than most changes bring. Here the two take turns,
each time in a fresh process, and only their ratio is told.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bench.measures import ROOT, SOURCE, Say, Times, run_worker


@dataclass(frozen=True, slots=True)
class Comparison:
    """Processor seconds of both over the same documents; ``ratio`` below 1: this tree is faster.

    The ratio is the median of the turns' ratios, ``least`` and ``most`` the extremes of them.
    """

    revision: str
    here: Times
    there: Times
    ratio: float
    least: float
    most: float
    start_ratio: float

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


@contextmanager
def checked_out(revision: str, repository: Path = ROOT) -> Iterator[Path]:
    """A folder with the files of a revision, gone afterwards.

    Raises:
        SystemExit: git knows no such revision.
    """
    git = ["git", "-C", str(repository)]
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "tree"
        made = subprocess.run(
            [*git, "worktree", "add", "--quiet", "--detach", str(folder), revision],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise SystemExit(f"--against {revision}: {made.stderr.strip()}")
        try:
            yield folder
        finally:
            subprocess.run([*git, "worktree", "remove", "--force", str(folder)], check=True)


def compare(revision: str, paths: Sequence[Path], turns: int, say: Say) -> Comparison:
    """Let both read the files ``turns`` times, now one first, now the other."""
    here: list[float] = []
    there: list[float] = []
    starts: list[float] = []
    with checked_out(revision) as folder:
        for turn in range(turns):
            say(f"against {revision}, turn {turn + 1} of {turns}")
            order = [SOURCE, folder / "src"] if turn % 2 == 0 else [folder / "src", SOURCE]
            found = {source: run_worker(paths, 1, source) for source in order}
            here.append(found[SOURCE]["own_seconds"][0])
            there.append(found[folder / "src"]["own_seconds"][0])
            starts.append(found[SOURCE]["start_up"] / found[folder / "src"]["start_up"])
    ratios = [mine / theirs for mine, theirs in zip(here, there, strict=True)]
    times = Times.of(here), Times.of(there)
    return Comparison(revision, *times, median(ratios), min(ratios), max(ratios), median(starts))
