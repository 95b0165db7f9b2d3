"""Totals on the screen."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from marsad.cli.tallies_view import reconciliation_view
from marsad.messages import choose_language
from tallykit import beside, incident, published


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "en",
            ["Missing", "difference", "not told by area", "who did it is contested", "down by 5", "missing"],
        ),
        ("ar", ["الفرق", "لم تُحدَّد منطقته", "الفاعل مختلف فيه", "نقص 5", "ناقص"]),
    ],
)
def test_totals_and_series_are_shown_in_the_language_of_the_user(lang: str, words: list[str]) -> None:
    ones = [incident("x", "2025-03-01"), incident("y", "2025-10-05", contested=True)]
    made = beside(
        [
            published("a", 208, end="2025-10-01", parts={"ريف دير الزور": 135}),
            published("b", 203, end="2025-10-10"),
            published("c", start=None),
        ],
        *ones,
    )
    choose_language(lang)  # type: ignore[arg-type]
    try:
        out = io.StringIO()
        Console(file=out, width=200).print(reconciliation_view(made, {one.id: one for one in ones}))
        brief = io.StringIO()
        Console(file=brief, width=200).print(reconciliation_view(made, None))
    finally:
        choose_language(None)
    assert [text for text in words if text.lower() not in out.getvalue().lower()] == []
    assert "tally." not in out.getvalue()
    assert "2025-10-05" in out.getvalue()
    assert "2025-10-05" not in brief.getvalue()
    assert len(brief.getvalue()) < len(out.getvalue())
