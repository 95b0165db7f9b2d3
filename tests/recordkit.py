"""Records made by hand, for the tests of everything that shows or writes them."""

from __future__ import annotations

from marsad.model import (
    ActorMention,
    Casualties,
    Count,
    Event,
    Evidence,
    Item,
    Place,
    Record,
    Relation,
    Repair,
    Report,
    Tally,
    TallyPart,
)

TEXT = (
    "قُتل عنصران من قسد، وأصيب المدني سالم الخالد، في هجـ ـوم لتنظيم داعش على حاجز في بلدة التجربة "
    "مساء أمس.\nوصل رتل من 25 شاحنة للتحالف الدولي إلى قاعدة الاختبار."
)


def span(passage: str, text: str = TEXT) -> tuple[int, int]:
    start = text.index(passage)
    return start, start + len(passage)


def evidence(field: str, passage: str, rule: str = "test") -> Evidence:
    return Evidence(field, *span(passage), rule)


def attack() -> Event:
    place = span("التجربة")
    start, end = span("تنظيم داعش")
    return Event(
        type="attack",
        event_class="fighting",
        start="2025-10-12",
        end="2025-10-12",
        date_precision="day",
        places=(
            Place(
                role="site",
                name="التجربة",
                lat=35.12345678,
                lon=40.4,
                precision="settlement",
                radius_m=2000,
                admin1="دير الزور",
                country="SY",
                start=place[0],
                end=place[1],
            ),
        ),
        actors=(
            ActorMention(role="initiator", id="islamic-state", name="تنظيم داعش", start=start, end=end),
            ActorMention(role="target", id="sdf", name="قسد", count=Count(2, 2)),
            ActorMention(role="target", id=None, name="سالم الخالد"),
            ActorMention(role="target", id="civilians", name="المدني سالم الخالد"),
        ),
        casualties=Casualties(killed=Count(2, 2), injured=Count(1, None)),
        items=(Item(item="small-arms"),),
        sources=("الناشط سالم الخالد",),
        quote="قُتل عنصران من قسد، وأصيب المدني سالم الخالد",
        confidence=0.8,
        evidence=(
            evidence("type", "هجـ ـوم", "trigger"),
            evidence("start", "مساء أمس", "yesterday"),
            evidence("casualties.killed", "عنصران", "dual"),
            evidence("places[0]", "التجربة", "gazetteer"),
        ),
    )


def convoy() -> Event:
    return Event(
        type="reinforcement",
        event_class="force-posture",
        start="2025-10-13",
        end="2025-10-13",
        date_precision="day",
        date_basis="published",
        places=(
            Place(role="site", name="قاعدة الاختبار", lat=36.61, lon=40.74, precision="site", radius_m=500),
            Place(role="origin", name="معبر التجربة"),
        ),
        actors=(ActorMention(role="initiator", id="global-coalition", name="التحالف الدولي"),),
        items=(Item(item="truck", count=Count(25, 25)),),
        quote="وصل رتل من 25 شاحنة للتحالف الدولي إلى قاعدة الاختبار",
        confidence=0.9,
        evidence=(evidence("type", "وصل رتل"), evidence("items[0]", "25 شاحنة")),
    )


def record(**changes: object) -> Record:
    fields: dict[str, object] = {
        "doc": "r1",
        "text": TEXT,
        "published": "2025-10-13",
        "publisher": "وكالة التجربة",
        "title": "هجوم في بلدة التجربة",
        "language": "ar",
        "events": (attack(), convoy()),
        "tallies": (
            Tally(
                claimant="sohr",
                type="attack",
                actor="islamic-state",
                area="شرق سوريا",
                start="2025-01-01",
                end="2025-10-13",
                measure="events",
                count=Count(50, 50),
                parts=(TallyPart(area="ريف دير الزور", count=Count(40, None)),),
            ),
        ),
        "relations": (
            Relation(
                type="cooperation",
                from_actor="global-coalition",
                to_actor="sdf",
                forms=("training", "air-cover"),
            ),
        ),
        "repairs": (
            Repair(
                start=span("هجـ ـوم")[0],
                end=span("هجـ ـوم")[1],
                disguised="هجـ ـوم",
                restored="هجوم",
                technique="kashida-space",
                confidence=0.99,
            ),
        ),
    }
    return Record(**{**fields, **changes})  # type: ignore[arg-type]


class FakeReader:
    """Reads every report as the events above, and fails on the word "crash"."""

    def read(self, report: Report) -> Record:
        if "crash" in report.text:
            raise RuntimeError("made to fail")
        if report.text.startswith("Bonjour"):
            return Record(doc=report.doc, text=report.text, problem="R003 language fr")
        made = record(doc=report.doc, published=report.published, publisher=report.publisher)
        if report.text != TEXT:
            made = Record(doc=report.doc, text=report.text, published=report.published, language="ar")
        return made
