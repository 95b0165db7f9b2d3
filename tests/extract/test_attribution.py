"""Sources and how sure a report is. All sentences are invented."""

from __future__ import annotations

from datetime import date

import pytest

from marsad.arabic.tokens import tokenize
from marsad.extract.actors import find_actors
from marsad.extract.attribution import Attribution, find_attributions


def attributions(text: str) -> list[Attribution]:
    tokens = tokenize(text)
    return find_attributions(tokens, find_actors(tokens, published=date(2025, 10, 13)))


@pytest.mark.parametrize(
    ("text", "name", "agent"),
    [
        ("قال المرصد السوري لحقوق الإنسان إن القصف توقف", "المرصد السوري لحقوق الإنسان", "sohr"),
        ("انسحب الرتل، بحسب مصادر محلية", "مصادر محلية", None),
        ("سقط جرحى، وفق ما أفادت وكالة سانا", "وكالة سانا", None),
        ("أفاد مصدر أمني عراقي بأن الطريق فُتح", "مصدر أمني عراقي", None),
        ("مراسل الخابور: انفجار وسط المدينة", "مراسل الخابور", None),
        ("ونقلت شبكة «صدى الوادي» الخبر", "شبكة «صدى الوادي»", None),
        ("ذكر محافظ المدينة سامر الحسن أن الماء عاد", "محافظ المدينة سامر الحسن", None),
        ("نفت قسد وقوع الهجوم", "قسد", "sdf"),
        (
            "Two men were hurt, according to the Syrian Observatory for Human Rights",
            "Syrian Observatory for Human Rights",
            "sohr",
        ),
    ],
)
def test_the_source_in_the_words_of_the_report(text: str, name: str, agent: str | None) -> None:
    found = [a for a in attributions(text) if a.name]
    assert [(a.name, a.agent) for a in found] == [(name, agent)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("يُعتقد أن خلية نفذت الهجوم", "allege"),
        ("أنباء عن سقوط جرحى", "allege"),
        ("من المقرر أن تنسحب القوة غداً", "plan"),
        ("نفى الناطق ذلك", "deny"),
        ("تبنى التنظيم العملية", "claim"),
        ("مرّ الرتل دون وقوع إصابات", "negation"),
        ("اتهمت قسد تركيا بالقصف", "accuse"),
        ("suspected militants fired", "allege"),
    ],
)
def test_how_sure_a_report_is(text: str, kind: str) -> None:
    assert kind in [a.kind for a in attributions(text)]


def test_an_agency_that_passes_on_the_words_of_another() -> None:
    agency, source = attributions("نقلت وكالة سانا عن مصدر أمني أن الطريق آمن")
    assert (agency.name, agency.relayed) == ("وكالة سانا", True)
    assert (source.name, source.relayed) == ("مصدر أمني", False)


def test_a_verb_without_subject_goes_on_with_the_source_before() -> None:
    first, second = attributions("قالت مصادر محلية إن القصف توقف. وأضافت أن الجرحى نُقلوا")
    assert first.name == second.name == "مصادر محلية"
    assert second.inherited


def test_ordinary_words_are_not_sources() -> None:
    assert [a.name for a in attributions("جرى العمل بحسب الخطة") if a.name] == []
