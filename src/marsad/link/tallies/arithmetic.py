"""The arithmetic of a comparison as lines: codes with the figures that fill their sentences."""

from __future__ import annotations

from marsad.link.tallies.records import Comparison, Line, Step
from marsad.link.tallies.spoken import range_text, turned
from marsad.model import Count


def lines_of(
    total: Comparison, parts: tuple[Comparison, ...], rest: Comparison | None, measure: str
) -> tuple[Line, ...]:
    """How the claimed total is made up, what is recorded of it, and what is missing."""
    lines = [_sum(total, parts, rest, measure)]
    if total.outcome != "undecided":
        lines += [_recorded(total, measure), *silent_lines(total), result_line(total), *aside_lines(total)]
    lines += [_part(part) for part in parts]
    if rest is not None:
        lines.append(_part(rest))
    return tuple(lines)


def _sum(total: Comparison, parts: tuple[Comparison, ...], rest: Comparison | None, measure: str) -> Line:
    details = {"claimed": range_text(total.claimed), "measure": measure}
    if not parts:
        return Line(code="claimed", details=details)
    terms = [
        Line(code="term-part", details={"count": range_text(part.claimed), "area": part.area.text})
        for part in parts
    ]
    if rest is not None:
        terms.append(Line(code="term-rest", details={"count": range_text(rest.claimed)}))
    return Line(code="sum", details=details, terms=tuple(terms))


def _recorded(made: Comparison, measure: str) -> Line:
    details = {"recorded": range_text(made.recorded_count), "possible": range_text(made.possible_count)}
    if measure == "events":
        return Line(code="recorded", details=details)
    details |= {"incidents": str(len(made.recorded)), "more": str(len(made.possible)), "measure": measure}
    return Line(code="recorded-people", details=details)


def silent_lines(made: Comparison) -> list[Line]:
    """A word about incidents that state no number of people."""
    if not made.silent:
        return []
    return [Line(code="silent", details={"incidents": str(len(made.silent))})]


def aside_lines(made: Comparison) -> list[Line]:
    """A word about incidents of which too little is known."""
    number = len(made.aside) + made.aside_more
    return [Line(code="aside", details={"incidents": str(number)})] if number else []


def result_line(made: Comparison) -> Line:
    """What is missing, over, or open."""
    if made.missing is None or made.outcome == "undecided":
        return Line(code="undecided")
    if made.outcome == "surplus":
        return Line(code="surplus", details={"over": range_text(turned(made.missing))})
    details = {
        "missing": range_text(made.missing),
        "claimed": range_text(made.claimed),
        "recorded": range_text(made.recorded_count),
    }
    return Line(code=made.outcome, details=details)


def _part(made: Comparison) -> Line:
    details = {"claimed": range_text(made.claimed)}
    if made.label == "part":
        details["area"] = made.area.text
    if made.outcome == "undecided":
        return Line(code=f"{made.label}-undecided", details=details)
    details |= {
        "recorded": range_text(made.recorded_count),
        "possible": range_text(made.possible_count),
        "missing": range_text(made.missing),
    }
    return Line(code=made.label, details=details)


def step_lines(step: Step, first: Count, second: Count, days: tuple[str, str]) -> tuple[Line, ...]:
    """From one total of a series to the next."""
    details = {
        "from": range_text(first),
        "to": range_text(second),
        "first": days[0],
        "last": days[1],
        "change": range_text(turned(step.change) if step.move == "falls" else step.change),
    }
    is_told = step.change != Count(None, None)
    lines = [Line(code=f"step-{step.move}" if is_told else "step-unknown", details=details)]
    made = step.comparison
    if made is not None:
        recorded = {
            "recorded": range_text(made.recorded_count),
            "possible": range_text(made.possible_count),
        }
        lines += [Line(code="recorded-between", details=recorded), *silent_lines(made)]
        if step.move == "rises":
            lines.append(result_line(made))
        lines += aside_lines(made)
    return tuple(lines)
