"""What holds for every text, however odd: no failure, sound offsets, sound numbers, same again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from datetime import date
from itertools import chain
from time import process_time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from claimskit import reader
from marsad.api import read_many
from marsad.model import Count, Event, Record, Report, decode_record, encode_record

#: Deeds, parties, places, days and small words, whole or in pieces.
WORDS = (
    "قُتل ثلاثة مدنيين", "مقتل", "وأصيب", "إصابة طفلين", "قصفت", "القصف", "بقصف مدفعي", "غارة", "انفجرت",
    "انفجار عبوة ناسفة", "لغم", "هاجم", "هجوم", "ثلاث هجمات", "اعتقلت", "اختطف", "وصل رتل", "قافلة", "انسحبت",
    "دورية", "اشتباكات", "مظاهرة", "نفت", "أعلن", "تبنى", "يُعتقد أن", "ستنسحب", "على", "في", "من", "إلى",
    "بين", "عبر", "قرب", "ثم", "كما", "فيما", "بينهم امرأة", "منذ", "بعد", "قبل", "خلال", "دون إصابات",
    "ولم يصب أحد", "و", "،", ".", "؟", ":", "«", "»", "#إدلب", "قوات النظام", "الجيش الإسرائيلي", "قسد",
    "داعش", "مسلحون مجهولون", "للتحالف الدولي", "حزب الله", "المرصد السوري", "مدينة حلب", "بلدة سرمين",
    "ريف الرقة", "معبر", "قاعدة", "بلدة شفطوريا", "شفطوريا", "كفر", "دير الزور", "عنصرين من", "جنود", "12",
    "١٢", "25 شاحنة", "عشرات", "أكثر من", "أقل", "أمس", "اليوم", "الثلاثاء الماضي", "4 حزيران", "2025",
    "2025/5/28", "ارتفعت حصيلة", "منذ مطلع العام", "قتـ.ـل", "د1عش", "ا.ل.ق.ص.ف", "ـ", "killed", "wounded",
    "shelled", "an air strike", "the", "in", "on Thursday", "by", "three civilians", "SDF fighters", "Idlib",
    "a convoy of", "denied", "said", "including two children", "no one was hurt",
)  # fmt: skip
#: Signs that have broken readers before: marks, joiners, direction controls, lone surrogates, nulls.
SIGNS = "\u0651\u064b\u0640\u200d\u200f\u202e\ufeff\u2066\x00\x0b\x85\u2028\ud83d\udc00\U0001f525ﷲﻻ٪٫²½"
NOISE = st.text(st.characters(exclude_categories=()), max_size=8)
SENTENCES = (
    "قُتل ثلاثة مدنيين، بينهم طفلة، بقصف لقوات النظام على بلدة سرمين أمس، بحسب المرصد السوري",
    "وصل رتل من 25 شاحنة للتحالف الدولي من معبر الوليد إلى قاعدة خراب الجير فجر الثلاثاء",
    "أعلن الجيش الإسرائيلي أنه استهدف سيارة في بلدة ميس الجبل بطائرة مسيرة",
    "وثق المرصد السوري 40 هجوماً لتنظيم داعش في سوريا منذ مطلع العام 2025، قُتل فيها 17 عنصراً من قسد",
    "قتـ.ـل عنصران من د1عش في بـ ـادية السخنة أمس",
    "Three SDF fighters were killed and two wounded in an Islamic State attack near Hajin on Thursday.",
)
PIECES = st.one_of(
    st.sampled_from(SENTENCES),
    st.sampled_from(WORDS),
    st.sampled_from(WORDS),
    NOISE,
    st.text(SIGNS, max_size=4),
)
GLUE = st.sampled_from((" ", " ", " ", "", "\n", "، ", "ـ", "."))
TEXTS = st.lists(st.tuples(PIECES, GLUE), max_size=60).map(lambda parts: "".join(chain.from_iterable(parts)))
DAYS = st.one_of(st.none(), st.dates().map(date.isoformat))
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read(text: str, published: str | None = "2025-06-20") -> Record:
    return reader().read(Report(doc="t", text=text, published=published))


def spans(record: Record) -> Iterator[tuple[int, int]]:
    """Every stretch of the text that a record points to."""
    for thing in (*record.events, *record.tallies, *record.relations):
        yield from ((e.start, e.end) for e in thing.evidence)
    for event in record.events:
        for part in (*event.places, *event.actors, *event.items):
            if part.start is not None and part.end is not None:
                yield part.start, part.end


def counts(record: Record) -> Iterator[Count]:
    """Every number of people and things in a record."""
    for event in record.events:
        harm = event.casualties
        harmed = (getattr(harm, name) for name in harm.__struct_fields__)
        numbers = (*harmed, *(i.count for i in event.items), *(a.count for a in event.actors))
        yield from (number for number in numbers if number is not None)
    for tally in record.tallies:
        yield from (tally.count, *(part.count for part in tally.parts))


def is_sound(event: Event) -> bool:
    """Whether days, points and confidence lie where they may."""
    days = (event.start is None) == (event.end is None)
    if event.start is not None and event.end is not None:
        days = date.fromisoformat(event.start) <= date.fromisoformat(event.end)
    points = all(-90 <= p.lat <= 90 and -180 <= p.lon <= 180 for p in event.places if p.lat and p.lon)
    return days and points and 0.05 <= event.confidence <= 0.99


@QUICK
@given(TEXTS, DAYS)
@example("قُتل\ud800 ثلاثة مدنيين بقصف\x00 على بلدة سرمين أمس", "2025-06-20")
@example("قصفت قوات النظام بلدة سرمين غداً", "9999-12-31")
@example("قصفت قوات النظام بلدة سرمين أمس", "0001-01-01")
@example("قُتل 99999999999999999999999 مدنياً بقصف على بلدة سرمين أمس", None)
def test_reading_never_fails_and_leaves_the_text_as_it_was(text: str, published: str | None) -> None:
    record = read(text, published)
    assert (record.text, record.published) == (text, published)
    assert record.problem is None or not record.events


@QUICK
@given(TEXTS)
def test_evidence_lies_inside_the_text_and_quotations_are_verbatim(text: str) -> None:
    record = read(text)
    assert all(0 <= start < end <= len(text) for start, end in spans(record))
    for thing in (*record.events, *record.tallies, *record.relations):
        assert thing.quote
        assert thing.quote in text
    for repair in record.repairs:
        assert text[repair.start : repair.end] == repair.disguised


@QUICK
@given(TEXTS, DAYS)
def test_days_run_forward_and_counts_are_no_less_than_none(text: str, published: str | None) -> None:
    record = read(text, published)
    assert all(is_sound(event) for event in record.events)
    for least, most in counts(record):
        assert least is None or least >= 0
        assert most is None or most >= (least or 0)
    for tally in record.tallies:
        assert tally.start is None or tally.end is None or tally.start <= tally.end


@QUICK
@given(TEXTS, DAYS)
def test_the_same_report_gives_the_same_record_again(text: str, published: str | None) -> None:
    once = read(text, published)
    read("قُتل رجل بقصف على بلدة سرمين أمس")  # what is read in between leaves no trace
    assert read(text, published) == once


@QUICK
@given(st.lists(TEXTS, max_size=4))
def test_as_many_records_come_out_as_reports_go_in_and_all_can_be_written(texts: list[str]) -> None:
    reports = [{"doc": f"r{n}", "text": text} for n, text in enumerate(texts)]
    records = list(read_many(reports, published="2025-06-20"))
    assert [record.doc for record in records] == [f"r{n}" for n in range(len(texts))]
    assert [decode_record(encode_record(record)) for record in records] == records


@pytest.mark.parametrize(
    "passage",
    [
        "قُتل ثلاثة مدنيين بقصف لقوات النظام على بلدة سرمين أمس، فيما اعتقلت قسد رجلين في مدينة الرقة. ",
        "قُتل وأصيب بقصف وانفجار وهجوم ثم ",
        "بلدة سرمين وبلدة كفريا، ",
        "Shells hit Sarmin on Thursday, killing three men, while police arrested two others in Raqqa. ",
    ],
    ids=["sentences-ar", "one-endless-sentence", "a-list-of-places", "sentences-en"],
)
def test_a_text_eight_times_as_long_takes_about_eight_times_as_long(passage: str) -> None:
    short = passage * (3_000 // len(passage))
    seconds(short * 8)  # fills the caches of words
    ratio = min(seconds(short * 8) / seconds(short) for _ in range(3))
    assert ratio < 16


def seconds(text: str) -> float:
    """The processor time that reading takes: other work on the machine doesn't count."""
    report = Report(doc="t", text=text, published="2025-06-20")
    gc.collect()
    started = process_time()
    reader().read(report)
    return process_time() - started
