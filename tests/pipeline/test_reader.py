"""The reader: steps in order, a report in, a record of the received text out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from claimskit import read, reader
from marsad.model import Report, decode_record, encode_record
from marsad.pipeline.reader import STEPS, Reader, Step, StepOrderError, check_order

TEXT = (
    "قُتل عنصران من قسد وأصيب ثالث بانفجار عبوة ناسفة في بلدة الصبحة أمس، بحسب المرصد السوري.\n"
    "ووصل رتل من 25 شاحنة للتحالف الدولي إلى قاعدة خراب الجير أمس."
)


def test_the_standard_steps_are_in_order() -> None:
    check_order(STEPS)
    assert [step.name for step in STEPS] == [
        "repair", "text", "numbers", "dates", "places", "actors", "words", "claims", "events",
    ]  # fmt: skip
    assert all(step.gives for step in STEPS)


@pytest.mark.parametrize("number", range(1, 9))
def test_a_step_before_what_it_needs_is_refused_by_name(number: int) -> None:
    early = STEPS[number]
    with pytest.raises(StepOrderError, match=rf"step '{early.name}' needs '.+', which no step before it"):
        check_order((early, *STEPS[:number]))


def test_a_reader_checks_its_steps_when_it_is_made() -> None:
    with pytest.raises(StepOrderError):
        Reader(gazetteer=reader()._gazetteer, steps=STEPS[1:])


def test_a_step_can_be_replaced_by_one_with_the_same_needs_and_gifts() -> None:
    def no_events(state: object) -> None:
        del state

    quiet = [replace(step, run=no_events) if step.name == "events" else step for step in STEPS]
    record = Reader(gazetteer=reader()._gazetteer, steps=quiet).read(Report(doc="a", text=TEXT))
    assert record.events == ()
    assert record.language == "ar"


def test_further_steps_may_look_at_what_was_read() -> None:
    seen: list[int] = []
    step = Step("count", ("events",), ("number of events",), lambda state: seen.append(len(state.drafts)))
    Reader(gazetteer=reader()._gazetteer, steps=(*STEPS, step)).read(
        Report(doc="a", text=TEXT, published="2025-06-20")
    )
    assert seen == [2]


def test_time_is_kept_for_every_step() -> None:
    made = Reader(gazetteer=reader()._gazetteer)
    assert set(made.seconds) == {step.name for step in STEPS}
    made.read(Report(doc="a", text=TEXT))
    assert all(seconds > 0 for seconds in made.seconds.values())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "R001"),
        (" \n\t", "R001"),
        ("12 / 7", "R002"),
        ("🔥", "R002"),
        ("シリアの町で爆発があった", "R002"),
    ],
)
def test_a_text_without_words_says_why_it_was_not_read(text: str, code: str) -> None:
    record = read(text)
    assert (record.problem or "").startswith(code)
    assert (record.events, record.tallies, record.relations) == ((), (), ())


def test_another_language_is_named_and_not_read() -> None:
    record = read("Le convoi est arrivé dans la ville après une halte sur la route et les soldats")
    assert (record.problem or "").startswith("R003")
    assert "fr" in (record.problem or "")
    assert record.language == "fr"
    assert record.events == ()


def test_fields_of_the_report_pass_through_untouched() -> None:
    report = Report(
        doc="a-7", text=f"  {TEXT}\n\n", published="2025-06-20", publisher="شبكة التجربة", title="خبر"
    )
    record = reader().read(report)
    assert (record.doc, record.text, record.published) == (report.doc, report.text, report.published)
    assert (record.publisher, record.title) == (report.publisher, report.title)
    assert record.version
    assert record.problem is None


def test_offsets_count_the_received_text_even_where_spellings_were_restored() -> None:
    text = "قتـ.ـل عنصران من قسد بانفجـ ـار عبوة نـاسفة في بلدة الصبحة أمس"
    record = read(text)
    (event,) = record.events
    assert record.repairs
    assert record.text == text
    for repair in record.repairs:
        assert text[repair.start : repair.end] == repair.disguised
    assert event.quote in text
    assert event.casualties.killed == (2, 2)
    (place,) = event.places
    assert text[place.start : place.end] == "بلدة الصبحة"


def test_evidence_quotes_the_words_that_a_field_was_read_from() -> None:
    event = read(TEXT).events[0]
    quoted = {(e.field, TEXT[e.start : e.end]) for e in event.evidence}
    assert {
        ("type", "قُتل"),
        ("type", "بانفجار عبوة ناسفة"),
        ("start", "أمس"),
        ("casualties.killed", "عنصران"),
        ("actors.target", "عنصران من قسد"),
    } <= quoted
    assert all(e.rule for e in event.evidence)


def test_the_quote_is_one_passage_of_the_report_that_holds_the_deed() -> None:
    for event in read(TEXT).events:
        assert event.quote in TEXT
        assert "\n" not in event.quote


@pytest.mark.parametrize(
    ("weak", "strong"),
    [
        # a named doer, a counted victim and a stated day make it surer
        ("قصف على بلدة سرمين", "قصفت قوات النظام بلدة سرمين أمس ما أدى إلى مقتل رجل"),
        # what is only believed is less sure than what is told as fact
        ("يُعتقد أن قوات النظام قصفت بلدة سرمين أمس", "قصفت قوات النظام بلدة سرمين أمس"),
        ("Shelling hit Sarmin.", "Government forces shelled Sarmin on Thursday, killing a man."),
    ],
)
def test_confidence_grows_with_what_supports_an_event(weak: str, strong: str) -> None:
    (low,), (high,) = read(weak).events, read(strong).events
    assert 0.05 <= low.confidence < high.confidence <= 0.99


def test_a_report_may_tell_its_own_day_in_its_first_lines() -> None:
    record = read("السبت 14 حزيران 2025\nقصفت قوات النظام بلدة سرمين اليوم", None)
    assert [event.start for event in record.events] == ["2025-06-14"]


def test_a_record_survives_the_way_to_json_and_back() -> None:
    record = read(TEXT)
    assert decode_record(encode_record(record)) == record
