"""One incident as a page in both languages: what is told of it, then each report with its evidence.

Like `marsad.formats.htmlpage` it needs nothing else and asks for nothing from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from marsad.formats.facts import count_text
from marsad.formats.htmlpage import PAGE_END, article, both, escaped, page_head
from marsad.formats.labels import Subject, label
from marsad.messages import Lang, word
from marsad.model import CountRange, Incident, Party, Record, Told


def incident_page(incident: Incident, records: Iterable[Record], *, exact: bool = False) -> str:
    """The page.

    Args:
        incident: What all its reports tell.
        records: What was read from each of them.
        exact: Keep exact places of forces.
    """
    parts = [page_head("bundle.title", "bundle.intro"), *_incident(incident)]
    for record in records:
        parts += article(record, exact)
    return "".join([*parts, PAGE_END])


def _incident(incident: Incident) -> Iterator[str]:
    name = _label("type", incident.type)
    yield f'<article>\n<div class="about"><h2>{name}</h2><p><bdi>{escaped(incident.key)}</bdi></p></div>\n'
    yield '<div class="records">\n<section class="card e"><dl>'
    yield from _told("field.type", incident.types, "type")
    yield from _told("field.date", incident.dates)
    yield from _told("bundle.places", incident.places)
    for party in incident.parties:
        yield _row(f"role.{party.role}", _party(party))
    for field, counts in incident.casualties.items():
        yield _row(f"casualty.{field}", _counts(counts))
    yield from _told("field.items", incident.items, "item")
    yield _row("field.status", both(f"status.{incident.status}"))
    yield _row("bundle.voices", str(incident.voices))
    yield _row("bundle.reports", str(incident.reports))
    yield _row("field.sources", " · ".join(f"<bdi>{escaped(one)}</bdi>" for one in incident.sources))
    yield "</dl></section>\n</div>\n</article>\n"


def _row(key: str, value: str) -> str:
    return f"<div><dt>{both(key)}</dt><dd>{value}</dd></div>" if value else ""


def _told(key: str, told: Iterable[Told], subject: Subject | None = None) -> Iterator[str]:
    values = [
        f"{_label(subject, one.value) if subject else f'<bdi>{escaped(one.value)}</bdi>'} ({one.voices})"
        for one in told
    ]
    yield _row(key, " · ".join(values))


def _party(party: Party) -> str:
    name = _label("actor", party.id) if party.id else f"<bdi>{escaped(party.name)}</bdi>"
    return f"{name} – {both(f'bundle.standing.{party.standing}')} ({party.voices})"


def _counts(counts: CountRange) -> str:
    def told(lang: Lang) -> str:
        parts = [f"{count_text(one.value, lang)} ({one.voices})" for one in counts.told]
        latest = f"{word('bundle.latest', lang)}: {count_text(counts.latest, lang)}"
        return escaped(" · ".join([*parts, latest]))

    return f'{told("ar")} <small lang="en" dir="ltr">{told("en")}</small>'


def _label(subject: Subject, key: str) -> str:
    arabic, english = (escaped(label(subject, key, lang)) for lang in ("ar", "en"))
    return f'{arabic} <small lang="en" dir="ltr">{english}</small>'
