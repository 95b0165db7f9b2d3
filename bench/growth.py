"""Whether the time of reading grows linearly with a text's length, whatever the text.

Each case of ``growth_cases.csv`` is a text that repeats one thing; it is read in three lengths.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from time import process_time
from typing import Any, Final, Protocol

from bench.measures import SAMPLES, Say

SIZES: Final = (1, 4, 16)
#: A line of a million characters is read after two shorter ones, so that a step that is not
#: linear shows before it takes hours.
_SIZES_OF_LINE: Final = (1, 16, 500)
#: Characters of a case at size 1: long enough that what every text costs does not count.
CHARACTERS: Final = 2_000
#: Time per character may grow this much from the shortest to the longest. Measured times vary
#: by a fifth or so; quadratic growth would be sixteenfold.
MOST_GROWTH: Final = 3.0
_GLUE: Final = {"space": " ", "none": "", "line": "\n"}
#: Shorter readings are repeated, and the fastest one counts.
_ENOUGH: Final = 0.3
_MOST_REPEATS: Final = 5


@dataclass(frozen=True, slots=True)
class Case:
    """A text of any length: ``lead``, then ``unit`` over and over."""

    name: str
    lead: str
    unit: str
    glue: str
    sizes: tuple[int, ...] = SIZES

    def text(self, size: int) -> str:
        """The text with ``size`` times the characters of the shortest."""
        piece = self.unit + self.glue
        return self.lead + self.glue + piece * max(1, size * CHARACTERS // len(piece))


@dataclass(frozen=True, slots=True)
class Growth:
    """Microseconds a character at each size that was read, and the step that grew the most."""

    name: str
    sizes: tuple[int, ...]
    microseconds: tuple[float, ...]
    worst_step: str

    @property
    def ratio(self) -> float:
        """Time per character of the longest text by that of the shortest."""
        return self.microseconds[-1] / self.microseconds[0]

    @property
    def is_linear(self) -> bool:
        """Whether all sizes were read, and time per character stayed within bounds."""
        return len(self.microseconds) == len(self.sizes) and self.ratio <= MOST_GROWTH

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {**asdict(self), "ratio": self.ratio, "is_linear": self.is_linear}


class ReadsText(Protocol):
    """What is measured: a reader that keeps account of the seconds of its steps."""

    seconds: dict[str, float]

    def read(self, report: Any) -> Any:
        """Read a report."""


def load_cases() -> list[Case]:
    """The cases of the table, a repeated sample, and one line of a million characters."""
    import json

    from marsad.tables import load_table

    rows = load_table("growth_cases.csv", key="name", folder=Path(__file__).parent)
    cases = [Case(r["name"], r["lead"], r["unit"], _GLUE[r["glue"]]) for r in rows]
    with open(SAMPLES, encoding="utf-8") as lines:
        sample = json.loads(next(lines))["text"]
    repeated = Case("a sample, repeated", "", sample, "\n")
    line = Case("one line of 1 MB", "", sample.replace("\n", " ").replace(".", ""), " ", _SIZES_OF_LINE)
    return [repeated, *cases, line]


def measure_growth(case: Case, reader: ReadsText) -> Growth:
    """Read a case in growing sizes; stops early where it has already grown too much."""
    per_character: list[float] = []
    steps: list[dict[str, float]] = []
    for size in case.sizes:
        text = case.text(size)
        seconds, by_step = _fastest(text, reader)
        per_character.append(seconds / len(text) * 1e6)
        steps.append({name: spent / len(text) for name, spent in by_step.items()})
        if per_character[-1] > MOST_GROWTH * per_character[0]:
            break
    worst = max(steps[0], key=lambda name: steps[-1][name] - steps[0][name])
    return Growth(case.name, case.sizes, tuple(per_character), worst)


def _fastest(text: str, reader: ReadsText) -> tuple[float, dict[str, float]]:
    """Seconds of the fastest reading of a text, and of its steps."""
    from marsad.model import Report

    report = Report(doc="growth", text=text, published="2024-05-02")
    readings: list[tuple[float, dict[str, float]]] = []
    while not readings or (len(readings) < _MOST_REPEATS and sum(r[0] for r in readings) < _ENOUGH):
        before = dict(reader.seconds)
        begun = process_time()
        reader.read(report)
        spent = process_time() - begun
        readings.append((spent, {name: reader.seconds[name] - before[name] for name in before}))
    return min(readings, key=lambda reading: reading[0])


def measure_all(say: Say) -> list[Growth]:
    """Every case, in the order of the table."""
    from marsad.pipeline.reader import Reader

    reader = Reader()
    cases = load_cases()
    for language in ("ar", "en"):  # tables that are loaded at first use are no part of a text's time
        _fastest(next(c for c in cases if ("English" in c.name) == (language == "en")).text(1), reader)
    found = []
    for case in cases:
        say(f"growth: {case.name}")
        found.append(measure_growth(case, reader))
    return found
