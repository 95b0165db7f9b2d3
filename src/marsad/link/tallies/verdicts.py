"""Whether an incident meets one term of a tally: surely, perhaps, or not."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

Fit = Literal["yes", "open", "no"]


class Verdict(NamedTuple):
    """The answer, and the code of the reason where it is not a plain yes."""

    fit: Fit
    reason: str = ""


YES: Final = Verdict("yes")


def perhaps(reason: str) -> Verdict:
    """It fits only if something undecided is so."""
    return Verdict("open", reason)


def fails(reason: str) -> Verdict:
    """It does not fit."""
    return Verdict("no", reason)
