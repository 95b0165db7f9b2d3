"""The worked example of the page about reconciling is what comes out."""

from __future__ import annotations

from pathlib import Path

import pytest

from marsad.formats.tallytext import describe
from marsad.link.tallies import RecordedIncident
from tallykit import beside, incident, published

DOCS = Path(__file__).parents[2] / "docs"
FIRST: list[RecordedIncident] = [
    *(incident(f"i{n}", f"2025-0{n}-11") for n in range(1, 6)),
    incident("i6", "2025-03-02", "raqqa"),
    incident("i7", "2025-04-09", "qamishli"),
    incident("i8", "2025-05-20", "qamishli", initiators=("unidentified-armed-group",)),
    incident("i9", "2025-05-21", "manbij"),
    incident("i10", "2025-06-01", kind="assassination"),
    incident("i11", "2024-12-31"),
    incident("i12", "2025-02-14", "daraa"),
    incident("i13", "2025-02-15", initiators=("sdf",)),
]
LATER = [incident("i14", "2025-07-03"), incident("i15", "2025-07-15", "raqqa"), incident("i16", "2025-07-20")]
PARTS = {
    "en": {"rural Deir ez-Zor": 30, "rural Hasakah": 6},
    "ar": {"ريف دير الزور": 30, "ريف الحسكة": 6},
}


def shown(lang: str) -> list[str]:
    page = (DOCS / lang / "methodology" / "reconciling.md").read_text("utf-8")
    return [line.strip() for line in page.splitlines() if line.startswith("    ")]


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_worked_example_is_what_comes_out(lang: str) -> None:
    first = published("a", 41, end="2025-06-30", parts=PARTS[lang])
    second, third = published("b", 46, end="2025-07-15"), published("c", 44, end="2025-07-31")
    (alone,) = beside([first], *FIRST).tallies
    (series,) = beside([first, second, third], *FIRST, *LATER).series
    told = describe(alone, lang) + describe(series, lang)  # type: ignore[arg-type]
    assert len(shown(lang)) > 15
    assert [line for line in shown(lang) if line not in told] == []
