"""Each total once: tellings of one figure joined, sentences that only repeat it noted."""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

from marsad.extract.reading import Reading
from marsad.extract.tallies.records import TallyFound

_LEAST_ECHO: Final = 5
#: A report that gives one figure of more totals than this lists them: a figure alone then tells of
#: none of them in particular. The bound also keeps a long list as quick to read as a short one.
_MOST_ALIKE: Final = 24


def without_repeats(reading: Reading, found: list[TallyFound]) -> list[TallyFound]:
    """Each figure once; a headline that gives the figure of a tally is an echo of it."""
    kept: dict[tuple[str, int | None, int | None], list[TallyFound]] = {}
    for tally in found:
        alike = kept.setdefault((tally.measure, tally.least, tally.most), [])
        same = next((t for t in alike[-_MOST_ALIKE:] if _may_be_one(t, tally)), None)
        if same is None:
            alike.append(tally)
        else:
            _join(same, tally)
    single = [tally for alike in kept.values() for tally in alike]
    single.sort(key=lambda t: t.first)
    _add_echoes(reading, single)
    return single


def _may_be_one(one: TallyFound, two: TallyFound) -> bool:
    """Whether two tallies of one figure are one: no actor of their own each, one beginning."""
    apart = one.actor is not None and two.actor is not None and one.actor != two.actor
    return not apart and (one.start == two.start or None in (one.start, two.start))


def _join(one: TallyFound, two: TallyFound) -> None:
    """Take into one tally what another telling of it adds."""
    if one.claimant is None and two.claimant is not None:
        one.echoes.append((one.first, one.last))
        one.first, one.last, one.figure, one.period = two.first, two.last, two.figure, two.period
        one.claimant, one.end = two.claimant, two.end
    else:
        one.echoes.append((two.first, two.last))
    one.type, one.actor, one.area = one.type or two.type, one.actor or two.actor, one.area or two.area
    one.start, one.parts = one.start or two.start, one.parts or two.parts


def _add_echoes(reading: Reading, tallies: list[TallyFound]) -> None:
    """Further sentences that give a tally's figure, if it is large enough to be no accident."""
    wanted: dict[tuple[int | None, int | None], list[TallyFound]] = {}
    for tally in tallies:
        if (tally.least or 0) >= _LEAST_ECHO:
            wanted.setdefault((tally.least, tally.most), []).append(tally)
    wanted = {figure: alike for figure, alike in wanted.items() if len(alike) <= _MOST_ALIKE}
    if not wanted:
        return
    sentences = reading.text.sentences
    starts = [first for first, _ in sentences]
    for count in reading.counts:
        if count.unit_hint is not None:
            continue
        sentence = sentences[max(0, bisect_right(starts, count.first) - 1)]
        for tally in wanted.get((count.least, count.most), ()):
            own = sentence[0] <= tally.figure[0] < sentence[1]
            if not own and not tally.first <= count.first < tally.last and tally.echoes[-1:] != [sentence]:
                tally.echoes.append(sentence)
