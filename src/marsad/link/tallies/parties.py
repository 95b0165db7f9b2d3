"""Whether the parties of an incident are those that a tally counts the deeds of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final, NamedTuple

from marsad.link.tallies.records import RecordedIncident
from marsad.link.tallies.verdicts import YES, Verdict, fails, perhaps
from marsad.tables import load_table

#: Parties that stand for somebody whose name is not known.
_NOBODY: Final = frozenset({"unidentified-armed-group"})
#: Kinds of actors that suffer, watch or help: named alone, they leave the doer unknown.
_NO_DOERS: Final = frozenset({"civilian", "monitor", "rescue"})


class Parties(NamedTuple):
    """Who takes part in an incident, as claimed; equal for many incidents."""

    initiators: tuple[str, ...]
    targets: tuple[str, ...]
    others: tuple[str, ...]
    contested: bool


def parties_of(incident: RecordedIncident) -> Parties:
    """The parties of an incident, in one order."""
    return Parties(
        tuple(sorted(set(incident.initiators))),
        tuple(sorted(set(incident.targets))),
        tuple(sorted(set(incident.others))),
        incident.contested,
    )


@dataclass(frozen=True, slots=True)
class Kin:
    """Which actors are part of others, and whose allies they are."""

    parents: Mapping[str, str] = field(default_factory=dict)
    allies: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)

    def lines(self, actor: str) -> tuple[str, ...]:
        """The actor and those it is a part of, the nearest first."""
        found = [actor]
        while (parent := self.parents.get(found[-1], "")) and parent not in found:
            found.append(parent)
        return tuple(found)

    def is_part(self, actor: str, whole: str) -> bool:
        """Whether an actor is another, or a part of it."""
        return whole in self.lines(actor)

    def listed(self, actor: str) -> bool:
        """Whether the table of actors holds it."""
        return actor in self.kinds

    def is_nobody(self, actor: str) -> bool:
        """Whether the word stands for an unknown doer."""
        return actor in _NOBODY or self.kinds.get(actor) in _NO_DOERS


@cache
def standard_kin() -> Kin:
    """The relations of the package's own table of actors."""
    rows = load_table("actors.csv", key="id")
    return Kin(
        parents={row["id"]: row["parent"] for row in rows if row["parent"]},
        allies={row["id"]: row["proxy"] for row in rows if row["proxy"] not in ("", row["id"])},
        kinds={row["id"]: row["kind"] for row in rows},
    )


def judge_parties(actor: str | None, parties: Parties, kin: Kin) -> Verdict:
    """Whether an incident is a deed of an actor; any actor's where the tally names none."""
    if actor is None:
        return YES
    if any(kin.is_part(doer, actor) for doer in parties.initiators):
        return perhaps("actor-contested") if parties.contested else YES
    if any(kin.is_part(actor, doer) for doer in parties.initiators):
        return perhaps("actor-coarser")
    if any(kin.is_part(party, actor) for party in parties.others):
        return perhaps("actor-role-unknown")
    if all(kin.is_nobody(doer) for doer in parties.initiators):
        harmed = any(kin.is_part(party, actor) for party in parties.targets)
        return fails("actor-harmed") if harmed else perhaps("actor-unknown")
    if any(kin.allies.get(actor) == doer or kin.allies.get(doer) == actor for doer in parties.initiators):
        return fails("actor-ally")
    return fails("other-actor")


def part_of(inner: str | None, outer: str | None, kin: Kin) -> bool:
    """Whether a tally's actor is the other's or a part of it; None stands for every actor."""
    return outer is None or (inner is not None and kin.is_part(inner, outer))
