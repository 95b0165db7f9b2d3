"""Start-up, reading speed and memory, each measured in fresh processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
SOURCE: Final = ROOT / "src"
SAMPLES: Final = SOURCE / "marsad" / "samples" / "reports.jsonl"
WORKER: Final = ROOT / "bench" / "worker.py"
START: Final = "import marsad; marsad.Reader()"
#: Some tables are loaded at first use, so a first report takes longer than the next one.
FIRST_REPORT: Final = f"""
import json, marsad
with open({str(SAMPLES)!r}, encoding="utf-8") as lines:
    sample = json.loads(next(lines))
marsad.Reader().read(marsad.Report(doc="1", text=sample["text"], published=sample["published"]))
"""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Times:
    """Repeated measurements of one thing, in seconds."""

    least: float
    median: float
    runs: int

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Times:
        """The summary of some measurements."""
        return cls(min(seconds), median(seconds), len(seconds))


@dataclass(frozen=True, slots=True)
class Reading:
    """Reading all documents once, in one process, start-up apart.

    ``times`` are by the clock, ``own_times`` of the process alone. ``steps`` are seconds of one
    round by step; ``unread`` documents came out with a problem.
    """

    documents: int
    characters: int
    unread: int
    events: int
    times: Times
    own_times: Times
    steps: dict[str, float]
    peak_memory_mb: float

    @property
    def per_second(self) -> float:
        """Documents a second by the clock, of the median round."""
        return self.documents / self.times.median

    @property
    def per_own_second(self) -> float:
        """Documents a second of processor time, of the median round."""
        return self.documents / self.own_times.median

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        speeds = {"per_second": self.per_second, "per_own_second": self.per_own_second}
        return {**asdict(self), **speeds}


def environment(source: Path) -> dict[str, str]:
    """This process's environment, with the package taken from ``source``."""
    return {**os.environ, "PYTHONPATH": str(source)}


def measure_start(runs: int, say: Say, code: str = START) -> Times:
    """Seconds from starting a Python to a reader that is ready."""
    seconds = []
    for run in range(runs):
        say(f"start-up, run {run + 1} of {runs}")
        begun = perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True, env=environment(SOURCE))
        seconds.append(perf_counter() - begun)
    return Times.of(seconds)


def run_worker(paths: Sequence[Path], rounds: int, source: Path = SOURCE) -> dict[str, Any]:
    """What a fresh process with the package in ``source`` measured.

    Raises:
        RuntimeError: The process imported another package than the one asked for.
        subprocess.CalledProcessError: It failed; its message is on standard error.
    """
    command = [sys.executable, str(WORKER), str(rounds), *map(str, paths)]
    done = subprocess.run(command, check=True, env=environment(source), stdout=subprocess.PIPE)
    found: dict[str, Any] = json.loads(done.stdout)
    if Path(found["package"]).resolve() != (source / "marsad").resolve():
        raise RuntimeError(f"measured {found['package']}, not {source / 'marsad'}")
    return found


def measure_reading(paths: Sequence[Path], rounds: int, say: Say) -> Reading:
    """Speed, memory and the share of each step over the documents of the files."""
    say(f"reading {', '.join(path.name for path in paths)}, {rounds} rounds")
    found = run_worker(paths, rounds)
    times, own_times = Times.of(found["seconds"]), Times.of(found["own_seconds"])
    kept = ("documents", "characters", "unread", "events", "steps", "peak_memory_mb")
    return Reading(times=times, own_times=own_times, **{name: found[name] for name in kept})


def repeated_samples(folder: Path, documents: int) -> Path:
    """A file in ``folder`` with the shipped samples over and over, at least ``documents`` of them."""
    lines = [line for line in SAMPLES.read_text(encoding="utf-8").splitlines() if line.strip()]
    path = folder / "samples.jsonl"
    times = -(-documents // len(lines))
    path.write_text("\n".join(lines * times) + "\n", encoding="utf-8")
    return path
