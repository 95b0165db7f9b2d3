"""What reviewers do with an incident: accept, reject, approve, correct, merge, part, split, take back.

Two people may look at one incident at a time, over poor lines. So every deed tells the state of
the incidents as the person saw them (`token_of`), and is refused (`Conflict`) where they are
others by now: nobody's word is written over what they haven't seen. And it bears a name that the
browser made, so that a deed that is sent again, because its answer was lost, is made once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Final, Literal, NamedTuple

from django.db import transaction

from marsad.actions import decide_incidents as plain
from marsad.actions.decide_incidents import By, Decided, decide_and_link, incidents_with
from marsad.actions.show_incidents import DecisionLine, decision_line, decisions_about
from marsad.errors import UsageError
from marsad.messages import word
from marsad.model import Incident, Record, decode_record
from marsad.store import log, models
from marsad.store.canonical import digest_of
from marsad.store.decisions import decision_of
from marsad.store.incidents import incident_of
from marsad.store.incidentsearch import where_it_went
from marsad.store.turns import turn
from marsad.store.workspace import Workspace

#: Signs of a digest that a token holds; enough to tell two states apart.
_SIGNS: Final = 20
#: Signs of a quotation in a message.
_SHOWN: Final = 60


class Conflict(UsageError):
    """The incident is another than the person saw. ``since`` holds what was decided meanwhile."""

    def __init__(self, code: str, *, since: Sequence[DecisionLine] = (), **details: object) -> None:
        self.since = tuple(since)
        super().__init__(code, **details)


class Deed(NamedTuple):
    """What is asked for, by whom, having seen what.

    Attributes:
        who: The person's name in the log.
        seen: By incident key the token of its state as the person saw it; the first is the one
            that the deed is about.
        name: Made by the browser, the same when it sends the deed again.
        note: The person's reason.
    """

    who: str
    seen: Mapping[str, str]
    name: str
    note: str = ""


class Passage(NamedTuple):
    """A passage of a report, as selected or typed. Offsets count code points of the text as received."""

    doc: str
    quote: str
    start: int | None = None
    end: int | None = None


# What a person saw


def token_of(row: models.Incident, newest: int | None = None) -> str:
    """The state of an incident: a digest of all that is known of it, its reports, and the newest decision.

    Args:
        row: The incident's row.
        newest: The number of the newest decision in the workspace; None asks for it.
    """
    number = _newest_decision() if newest is None else newest
    return f"{_digest(row)}.{number}.{row.events}"


def _digest(row: models.Incident) -> str:
    return hashlib.sha256(row.summary.encode()).hexdigest()[:_SIGNS]


def _newest_decision() -> int:
    return models.Decision.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


# Deeds


def accept(workspace: Workspace, key: str, deed: Deed) -> Decided:
    """Say that the incident is as its texts tell it.

    Raises:
        UsageError: There is no such incident (L140) or nothing tells of it any more (L103).
        Conflict: It is another than the person saw (L130), or joined to another (L131).
    """
    return _review(workspace, key, deed, "accepted")


def reject(workspace: Workspace, key: str, deed: Deed) -> Decided:
    """Say that it should not count: no such happening, or none that is looked for.

    Raises:
        UsageError: No reason is given (L132); else as for `accept`.
    """
    if not deed.note.strip():
        raise UsageError("L132", key=key)
    return _review(workspace, key, deed, "rejected")


def approve(workspace: Workspace, key: str, deed: Deed) -> Decided:
    """Agree, as a second person, with the acceptance in force.

    Raises:
        UsageError: The workspace asks for no approval (L137), there is no acceptance to approve
            (L134) or it is the person's own (L133); else as for `accept`.
    """
    if not workspace.settings.flag("review.second_reader"):
        raise UsageError("L137")

    def do(incident: Incident, by: By) -> Decided:
        review = incident.review
        if review is None or review.state != "accepted":
            raise UsageError("L134", key=key)
        if review.who == deed.who:
            raise UsageError("L133", key=key, who=review.who)
        value = {"review": review.decision}
        return decide_and_link(workspace, "approve", _keys(incident), value, note=deed.note, by=by)

    return _do(key, deed, ("approve", key), do)


def correct(
    workspace: Workspace, key: str, deed: Deed, *, field: str, value: str, passage: Passage
) -> Decided:
    """Set a field, with the passage that bears it out as its evidence.

    Args:
        field, value: See `marsad.actions.decide_incidents.set_field`.
        passage: Of a report of the incident. Without offsets the quotation must stand there once.
    Raises:
        UsageError: No passage is given (L139), its report is none of the incident's (L136), it
            does not stand there (L135) or several times (L138), the value won't do (L104,
            L108–L112, L120); else as for `accept`.
    """

    def do(incident: Incident, by: By) -> Decided:
        evidence = evidence_of(incident, passage)
        return plain.set_field(workspace, key, field, value, note=deed.note, evidence=evidence, by=by)

    return _do(key, deed, ("correct", key, field, value, *passage), do)


def merge(workspace: Workspace, key: str, other: str, deed: Deed) -> Decided:
    """Decide that two incidents are one; see `marsad.actions.decide_incidents.merge`."""
    return _do(
        key,
        deed,
        ("merge", key, other),
        lambda _, by: plain.merge(workspace, [key, other], note=deed.note, by=by),
    )


def keep_apart(workspace: Workspace, key: str, other: str, deed: Deed) -> Decided:
    """Decide that two incidents are not one; see `marsad.actions.decide_incidents.keep_apart`."""
    return _do(
        key,
        deed,
        ("apart", key, other),
        lambda _, by: plain.keep_apart(workspace, key, other, note=deed.note, by=by),
    )


def split(workspace: Workspace, key: str, events: Sequence[str], deed: Deed) -> Decided:
    """Decide that some events tell of something else; see `marsad.actions.decide_incidents.split`."""
    return _do(
        key,
        deed,
        ("split", key, *sorted(events)),
        lambda _, by: plain.split(workspace, key, events, note=deed.note, by=by),
    )


def undo(workspace: Workspace, key: str, number: int, deed: Deed) -> Decided:
    """Take a decision back; see `marsad.actions.decide_incidents.undo`."""
    return _do(
        key,
        deed,
        ("undo", key, number),
        lambda _, by: plain.undo(workspace, number, note=deed.note, by=by),
    )


def _review(workspace: Workspace, key: str, deed: Deed, state: Literal["accepted", "rejected"]) -> Decided:
    def do(incident: Incident, by: By) -> Decided:
        value = {"state": state, "before": incident.review.state if incident.review else "open"}
        return decide_and_link(workspace, "review", _keys(incident), value, note=deed.note, by=by)

    return _do(key, deed, (state, key), do)


# Once, and on what was seen


def _do(key: str, deed: Deed, asked: tuple[object, ...], act: Callable[[Incident, By], Decided]) -> Decided:
    """Act, unless it was done already or something changed; all of it under the log's lock.

    A browser's name for a deed counts together with what is asked and by whom: whoever goes back
    to a page and asks for something else from it is not told that it was done.
    """
    name = digest_of([deed.name, deed.who, *asked, deed.note])
    with turn(), transaction.atomic():
        log.last_head(for_update=True)
        done = decision_of(name)
        if done is not None:
            return _done_before(done, key)
        rows = {one: _row_seen(one, token) for one, token in deed.seen.items()}
        incident = incident_of(rows[key] if key in rows else _live(key))
        return act(incident, By(deed.who, name))


def _done_before(row: models.Decision, key: str) -> Decided:
    """The decision that the deed came to at its first arrival.

    Raises:
        Conflict: It was taken back since (L130).
    """
    told = [*row.events, *row.value.get("other", ())]
    lines = [line for line in decisions_about(told) if line.number == row.pk]
    line = lines[0] if lines else decision_line(row)
    if line.undone_by is not None:
        raise Conflict("L130", key=key, changes=word("review.undone", number=row.pk), since=lines)
    return Decided(line, incidents_with(told), ())


def _live(key: str) -> models.Incident:
    row = models.Incident.objects.filter(key=key).first()
    if row is None:
        raise UsageError("L140", found=key)
    if row.events:
        return row
    into = where_it_went(row)
    if into is None:
        raise UsageError("L103", found=key)
    raise Conflict("L131", key=key, into=into.key)


def _row_seen(key: str, token: str) -> models.Incident:
    row = _live(key)
    digest, _, rest = token.partition(".")
    if digest == _digest(row):
        return row
    number, _, events = rest.partition(".")
    since = _decided_since(row, int(number) if number.isdigit() else 0)
    raise Conflict("L130", key=key, changes=_changes(row, since, events), since=since)


def _decided_since(row: models.Incident, number: int) -> list[DecisionLine]:
    keys = _keys(incident_of(row))
    return [line for line in decisions_about(keys) if line.number > number or (line.undone_by or 0) > number]


def _changes(row: models.Incident, since: Sequence[DecisionLine], events: str) -> str:
    """What changed, in words: decisions by their kind and person, else reports that came or went."""
    told = [_decision_words(line) for line in since]
    if events != str(row.events):
        told.append(word("review.events", before=events or "?", now=row.events))
    if not told:
        return word("review.read-anew")
    return reduce(lambda before, after: word("review.and", before=before, after=after), told)


def _decision_words(line: DecisionLine) -> str:
    if line.undone_by is not None:
        return word("review.undone", number=line.number)
    return word("review.decided", who=line.who, kind=word(f"review.kind.{line.kind}"), number=line.number)


def _keys(incident: Incident) -> list[str]:
    return [event.key for event in incident.events]


# Evidence


def evidence_of(incident: Incident, passage: Passage) -> dict[str, object]:
    """A passage as a decision keeps it, letter by letter as it stands in the report's text.

    Raises:
        UsageError: L135, L136, L138, L139; see `correct`.
    """
    quote = _lines(passage.quote)
    if not quote.strip():
        raise UsageError("L139")
    docs = {event.doc: event.key for event in incident.events}
    if passage.doc not in docs:
        raise UsageError("L136", found=passage.doc, key=incident.key, expected=", ".join(docs))
    text = text_read(docs[passage.doc]).text
    start, end = _where(text, quote, passage)
    return {"doc": passage.doc, "start": start, "end": end, "quote": text[start:end]}


def text_read(event: str) -> Record:
    """The record of the reading that an event is in its incident by."""
    reading = models.Membership.objects.values_list("reading_id", flat=True).get(event_key=event)
    return decode_record(models.Reading.objects.values_list("record", flat=True).get(pk=reading))


def _where(text: str, quote: str, passage: Passage) -> tuple[int, int]:
    if passage.start is not None and passage.end is not None:
        if not 0 <= passage.start < passage.end <= len(text) or (
            _lines(text[passage.start : passage.end]).strip() != quote.strip()
        ):
            raise UsageError("L135", quote=quote[:_SHOWN], doc=passage.doc)
        return passage.start, passage.end
    wanted = quote.strip()
    number = text.count(wanted)
    if number != 1:
        code = "L138" if number else "L135"
        raise UsageError(
            code, quote=wanted[:_SHOWN], doc=passage.doc, **({"number": number} if number else {})
        )
    start = text.index(wanted)
    return start, start + len(wanted)


def _lines(text: str) -> str:
    """Browsers send the ends of lines in their own way."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
