"""How incidents look on the screen: as a table, one whole, and as questions to a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from marsad.actions.show_incidents import DecisionLine, Shown, Suggestion
from marsad.cli.console import printable
from marsad.formats.facts import count_text
from marsad.formats.labels import Subject, label
from marsad.link.reasons import Reason, chance, reasons_of
from marsad.messages import Lang, language, word
from marsad.model import Count, CountRange, Incident, IncidentEvent, Party, Told
from marsad.store.incidents import StoredLink

_LEFT_TO_RIGHT: Final = "\u200e"
_STYLES: Final = {"contested": "bold yellow", "decided": "bold green", "denied": "bold red"}


#: Labels of the fields that a person can set, without those of counts.
_FIELDS: Final = {
    "type": "field.type",
    "start": "incidents.start",
    "end": "incidents.end",
    "status": "field.status",
    "place": "role.site",
    "initiator": "role.initiator",
    "target": "role.target",
}


# A table


def incidents_table(incidents: Iterable[Incident]) -> RenderableType:
    """One incident a line."""
    lang = language()
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("key", "date", "type", "place", "parties", "killed", "reports", "marks"):
        whole = name in ("key", "date", "killed")
        table.add_column(word(f"incidents.column.{name}", lang), no_wrap=whole, overflow="fold")
    empty = True
    for incident in incidents:
        table.add_row(*_cells(incident, lang))
        empty = False
    return Text(word("incidents.none", lang), "dim") if empty else table


def _cells(incident: Incident, lang: Lang) -> Iterator[Text]:
    yield Text(incident.key, "bold")
    yield Text(_days(incident) or word("undated", lang), "cyan")
    yield Text(label("type", incident.type, lang), "red")
    yield Text(printable(incident.place.name if incident.place else ""), "green")
    yield Text(printable(_parties(incident, lang)), "yellow")
    yield Text(_killed(incident, lang), "magenta")
    yield Text(f"{_LEFT_TO_RIGHT}{incident.reports}/{incident.voices}")
    yield _marks(incident, lang)


def _days(incident: Incident) -> str:
    days = dict.fromkeys(day for day in (incident.start, incident.end) if day)
    return " – ".join(f"{_LEFT_TO_RIGHT}{day}" for day in days)


def _parties(incident: Incident, lang: Lang) -> str:
    sides = [
        _join(dict.fromkeys(_party(p, lang) for p in incident.parties if p.role == role), lang)
        for role in ("initiator", "target")
    ]
    return (" ← " if lang == "ar" else " → ").join(side or "؟" * (lang == "ar") or "?" for side in sides)


def _party(party: Party, lang: Lang) -> str:
    return label("actor", party.id, lang) if party.id else party.name


def _killed(incident: Incident, lang: Lang) -> str:
    told = incident.casualties.get("killed")
    return count_text(Count(told.least, told.most), lang) if told is not None else ""


def _marks(incident: Incident, lang: Lang) -> Text:
    names = [name for name in ("contested", "decided", "denied") if getattr(incident, name)]
    marks = [Text(word(f"incidents.mark.{name}", lang), _STYLES[name]) for name in names]
    return Text(" ").join(marks)


# One incident


def incident_view(shown: Shown) -> RenderableType:
    """Everything about one, field by field."""
    view = _View(shown, language())
    told: list[RenderableType] = [view.heading(), view.fields(), *view.reports()]
    for name, lines in (("suggested", view.suggested()), ("decisions", view.decisions())):
        if lines:
            told += [Rule(word(f"incidents.part.{name}", view.lang), style="dim", align="left"), *lines]
    return Group(*told)


class _View:
    def __init__(self, shown: Shown, lang: Lang) -> None:
        self.shown, self.incident, self.lang = shown, shown.incident, lang
        self.numbers = {event.key: number for number, event in enumerate(self.incident.events, 1)}
        self.events = {event.key: event for event in self.incident.events}

    def heading(self) -> RenderableType:
        incident = self.incident
        name = Text(label("type", incident.type, self.lang), "bold red")
        counts = word(
            "incidents.counted",
            self.lang,
            reports=incident.reports,
            voices=incident.voices,
            events=len(incident.events),
        )
        line = Text(" · ").join([Text(incident.key, "bold"), name, Text(counts, "dim")])
        return Group(Rule(style="dim"), line)

    # Fields

    def fields(self) -> RenderableType:
        """Each value on a line of its own, with who tells it."""
        table = Table.grid(padding=(0, 2))
        table.add_column(style="dim", no_wrap=True)
        table.add_column(overflow="fold")
        table.add_column(overflow="fold", style="dim")
        before = ""
        for name, value, tellers in self._lines():
            table.add_row("" if name == before else name, value, printable(tellers))
            before = name
        return Padding(table, (0, 0, 1, 2))

    def _lines(self) -> Iterator[tuple[str, Text, str]]:
        incident = self.incident
        yield from self._best("type", "field.type", label("type", incident.type, self.lang))
        yield from self._told("field.type", incident.types, "type")
        yield from self._best("start", "field.date", _days(incident))
        yield from self._told("field.date", incident.dates)
        place = incident.place
        if place is not None:
            point = "" if place.lat is None else f" ({_LEFT_TO_RIGHT}{place.lat:.3f},{place.lon:.3f})"
            area = label("admin1", place.admin1, self.lang) if place.admin1 else ""
            yield from self._best(
                "place", "role.site", _join(filter(None, (place.name, area)), self.lang) + point
            )
        yield from self._told("role.site", incident.places)
        for party in incident.parties:
            yield self._party(party)
        for field, counts in incident.casualties.items():
            yield from self._counts(field, counts)
        yield from self._told("field.items", incident.items, "item")
        yield from self._best("status", "field.status", word(f"status.{incident.status}", self.lang))
        if incident.denied:
            value = Text(word("incidents.mark.denied", self.lang), _STYLES["denied"])
            yield word("field.status", self.lang), value, self._tellers(incident.denied)
        if incident.sources:
            sources = Text(printable(_join(incident.sources, self.lang)))
            yield word("field.sources", self.lang), sources, ""

    def _best(self, field: str, key: str, value: str) -> Iterator[tuple[str, Text, str]]:
        """The value that stands for a field, where a person set it or the place is told with its point."""
        decided = field in self.incident.decided or (field == "start" and "end" in self.incident.decided)
        if not value or not (decided or field in ("place", "status")):
            return
        yield word(key, self.lang), self._marked(value, field, bold=True), ""

    def _told(
        self, key: str, told: Sequence[Told], subject: Subject | None = None
    ) -> Iterator[tuple[str, Text, str]]:
        for one in told:
            value = label(subject, one.value, self.lang) if subject else self._plain(key, one.value)
            yield word(key, self.lang), Text(printable(value)), self._tellers(one.events, one.voices)

    def _plain(self, key: str, value: str) -> str:
        if key != "field.date":
            return value
        days = dict.fromkeys(value.split("/"))
        return " – ".join(f"{_LEFT_TO_RIGHT}{day}" for day in days)

    def _party(self, party: Party) -> tuple[str, Text, str]:
        value = Text(printable(_party(party, self.lang)), "yellow")
        if party.role in self.incident.decided:
            value.append(f"  {word('incidents.mark.decided', self.lang)}", _STYLES["decided"])
        elif party.standing != "told":
            standing = word(f"bundle.standing.{party.standing}", self.lang)
            value.append(f"  {standing}", _STYLES.get(party.standing, "bold yellow"))
        return word(f"role.{party.role}", self.lang), value, self._tellers(party.events, party.voices)

    def _counts(self, field: str, counts: CountRange) -> Iterator[tuple[str, Text, str]]:
        name = word(f"casualty.{field}", self.lang)
        range_told = count_text(Count(counts.least, counts.most), self.lang)
        value = self._marked(range_told, field, bold=True)
        if len(counts.told) > 1:
            latest = count_text(counts.latest, self.lang)
            value.append(f"  {word('bundle.latest', self.lang)}: {latest}", "dim")
        if len(counts.told) != 1 or field in self.incident.decided:
            yield name, value, ""
        for one in counts.told:
            told = Text(count_text(one.value, self.lang), "magenta")
            yield name, told, self._tellers(one.events, one.voices)

    def _marked(self, value: str, field: str, *, bold: bool = False) -> Text:
        text = Text(printable(value), "bold" if bold else "")
        for mark in ("decided", "contested"):
            if field in getattr(self.incident, mark):
                text.append(f"  {word(f'incidents.mark.{mark}', self.lang)}", _STYLES[mark])
        return text

    def _tellers(self, keys: Sequence[str], voices: int | None = None) -> str:
        """Who tells a value: of each voice the first, and how many copies it has."""
        by_voice: dict[int, list[IncidentEvent]] = {}
        for key in keys:
            if key in self.events:
                by_voice.setdefault(self.events[key].voice, []).append(self.events[key])
        told = []
        for events in by_voice.values():
            copies = word("incidents.copies", self.lang, count=len(events) - 1) if len(events) > 1 else ""
            told.append(" ".join(filter(None, (self._teller(events[0]), copies))))
        counted = word("incidents.voices", self.lang, count=voices) if voices and voices > 1 else ""
        return " · ".join(filter(None, (*told, counted)))

    def _teller(self, event: IncidentEvent) -> str:
        day = f"{_LEFT_TO_RIGHT}{event.published}" if event.published else word("undated", self.lang)
        return f"[{self.numbers[event.key]}] {event.publisher or event.doc} {day}"

    # Reports, and why each is here

    def reports(self) -> Iterator[RenderableType]:
        """Voice by voice; copies stand under the one that was first."""
        by_voice: dict[int, list[IncidentEvent]] = {}
        for event in self.incident.events:
            by_voice.setdefault(event.voice, []).append(event)
        yield Rule(word("incidents.part.reports", self.lang), style="dim", align="left")
        for first, *copies in by_voice.values():
            yield Padding(self._report(first), (0, 0, 0, 2))
            for copy in copies:
                yield Padding(self._report(copy, copy=True), (0, 0, 0, 6))

    def _report(self, event: IncidentEvent, *, copy: bool = False) -> RenderableType:
        head = Text(printable(self._teller(event)), "" if copy else "bold")
        if copy:
            head.append(f"  {word('incidents.copy', self.lang)}", "dim")
        if event.status != "reported":
            style = _STYLES.get(event.status, "yellow")
            head.append(f"  {word(f'status.{event.status}', self.lang)}", style)
        head.append(f"  {printable(event.doc)} · {event.key}", "dim")
        told: list[RenderableType] = [head]
        if event.quote:
            told.append(Padding(Text(printable(f"«{event.quote}»")), (0, 0, 0, 4)))
        told.append(Padding(Text(printable(self._why(event)), "dim"), (0, 0, 0, 4)))
        return Group(*told)

    def _why(self, event: IncidentEvent) -> str:
        link = self.shown.why.get(event.key)
        told = []
        if event.by == "person":
            numbers = [
                str(line.number)
                for line in self.shown.decisions
                if line.kind == "same" and line.undone_by is None and event.key in line.events
            ]
            told.append(word("incidents.by.person", self.lang, numbers=_join(numbers, self.lang)))
        elif event.by == "alone":
            told.append(word("incidents.by.alone", self.lang))
        if link is not None:
            other = link.right if link.left == event.key else link.left
            told.append(
                word(
                    "incidents.by.rule",
                    self.lang,
                    number=self.numbers.get(other, "–"),
                    **_odds(link),
                )
            )
            told.append(_reasons_text(reasons(link, self.lang), self.lang))
        return " ".join(told)

    # What hangs on it

    def suggested(self) -> list[RenderableType]:
        """Other incidents that may be this one."""
        return [
            Padding(
                _suggestion(
                    one,
                    (one.there if one.here == self.incident.key else one.here,),
                    self.shown.others,
                    self.lang,
                ),
                (0, 0, 0, 2),
            )
            for one in self.shown.suggested
        ]

    def decisions(self) -> list[RenderableType]:
        """What people decided."""
        return [
            Padding(Text(printable(decision_text(line)), "dim" if line.undone_by else ""), (0, 0, 0, 2))
            for line in self.shown.decisions
        ]


# Suggestions


def suggestions_view(suggested: Sequence[Suggestion], incidents: Mapping[str, Incident]) -> RenderableType:
    """Pairs of incidents that a person should decide about, the most urgent first."""
    lang = language()
    if not suggested:
        return Text(word("incidents.none-suggested", lang), "dim")
    told: list[RenderableType] = []
    for one in suggested:
        told += [Rule(style="dim"), _suggestion(one, (one.here, one.there), incidents, lang)]
    return Group(*told, Text(word("incidents.how-to-decide", lang), "dim"))


def _suggestion(
    one: Suggestion, keys: Sequence[str], incidents: Mapping[str, Incident], lang: Lang
) -> RenderableType:
    told: list[RenderableType] = [_one_line(incidents[key], lang) for key in keys if key in incidents]
    odds = word("incidents.odds", lang, **_odds(one.link))
    why_not = word(f"incidents.kept.{one.link.reason or 'weak'}", lang)
    told.append(Text(printable(f"{odds} {why_not}"), "dim"))
    found = reasons(one.link, lang)
    for name, some in (
        ("for", [reason for reason in found if reason.weight >= 0]),
        ("against", [reason for reason in found if reason.weight < 0]),
    ):
        if some:
            line = f"{word(f'incidents.{name}', lang)} {_reasons_text(some, lang)}"
            told.append(Text(printable(line), "green" if name == "for" else "yellow"))
    return (
        Group(told[0], *(Padding(line, (0, 0, 0, 2)) for line in told[1:]))
        if len(keys) == 1
        else Group(*told)
    )


def _one_line(incident: Incident, lang: Lang) -> Text:
    killed = _killed(incident, lang)
    parts = [
        Text(incident.key, "bold"),
        Text(_days(incident) or word("undated", lang), "cyan"),
        Text(label("type", incident.type, lang), "red"),
        Text(printable(incident.place.name if incident.place else ""), "green"),
        Text(printable(_parties(incident, lang)), "yellow"),
        Text(f"{word('casualty.killed', lang)}: {killed}" if killed else "", "magenta"),
        Text(f"{_LEFT_TO_RIGHT}{incident.reports}/{incident.voices}", "dim"),
    ]
    return Text(" · ").join(part for part in parts if part.plain)


def reasons(link: StoredLink, lang: Lang) -> list[Reason]:
    """Why two events were weighed as they were."""
    return reasons_of(link.pair().levels, link.rarity, lang)


def _reasons_text(found: Iterable[Reason], lang: Lang) -> str:
    sign = "؛ " if lang == "ar" else "; "
    return sign.join(f"{one.words} {_signed(one.weight)}" for one in found)


def _odds(link: StoredLink) -> dict[str, str]:
    return {"weight": _signed(link.weight), "chance": f"{_LEFT_TO_RIGHT}{chance(link.weight):.0%}"}


def _signed(weight: float) -> str:
    return f"{_LEFT_TO_RIGHT}{weight:+.1f}"


def _join(parts: Iterable[str], lang: Lang) -> str:
    return ("، " if lang == "ar" else ", ").join(parts)


# Decisions


def decision_text(line: DecisionLine) -> str:
    """One decision as a line."""
    lang = language()
    name = str(line.value.get("name", ""))
    value = line.value.get("value", line.value.get("state"))
    told = word(
        f"incidents.decision.{line.kind}",
        lang,
        number=line.number,
        who=line.who,
        day=line.made_at[:10],
        field=_field_name(name, lang),
        value=_value_text(name or line.kind, value, lang),
        events=len(line.events) + len(line.value.get("other", ())),  # type: ignore[arg-type]  # a list of keys
        undone=line.value.get("decision", ""),
    )
    if line.note:
        told += f" «{line.note}»"
    if line.undone_by is not None:
        told += " " + word("incidents.undone", lang, number=line.undone_by)
    return told


def _field_name(name: str, lang: Lang) -> str:
    return word(_FIELDS.get(name, f"casualty.{name}"), lang) if name else ""


def _value_text(name: str, value: object, lang: Lang) -> str:
    if isinstance(value, dict):
        return str(value.get("name", ""))
    if name in ("initiator", "target") and isinstance(value, list | tuple):
        return _join((label("actor", str(one), lang) for one in value), lang) or "–"
    if isinstance(value, list | tuple):
        return count_text(Count(*value), lang)
    if name == "status":
        return word(f"status.{value}", lang)
    if name == "review":
        return word(f"incidents.review.{value}", lang)
    return label("type", str(value), lang) if name == "type" else str(value)


# As data


def shown_data(shown: Shown) -> dict[str, Any]:
    """One incident with all that hangs on it, for programs."""
    return {
        "asked": shown.asked,
        "incident": msgspec.to_builtins(shown.incident),
        "why": [{"event": key, **link_data(link)} for key, link in shown.why.items()],
        "suggested": [suggestion_data(one) for one in shown.suggested],
        "decisions": [line._asdict() for line in shown.decisions],
    }


def suggestion_data(one: Suggestion) -> dict[str, Any]:
    """Two incidents that may be one, for programs."""
    return {
        "incidents": [one.here, one.there],
        "urgency": one.urgency,
        "links": one.links,
        **link_data(one.link),
    }


def link_data(link: StoredLink) -> dict[str, Any]:
    """A link with its reasons in both languages."""
    told = zip(reasons(link, "ar"), reasons(link, "en"), strict=True)
    return {
        "left": link.left,
        "right": link.right,
        "weight": link.weight,
        "chance": round(chance(link.weight), 4),
        "verdict": link.verdict,
        "kept_from": link.reason or None,
        "reasons": [
            {"comparison": ar.comparison, "weight": ar.weight, "ar": ar.words, "en": en.words}
            for ar, en in told
        ],
    }
