"""The page of a report: its text, its records, how it would be read now; and whom it does not name."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from django.test import Client

from marsad.model import decode_record
from marsad.store import models
from marsad.web.roles import Role

As = Callable[[Role], Client]


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_a_report_shows_text_records_repairs_and_incidents(client_as: As, lang: str) -> None:
    html = client_as(Role.READER).get(f"/{lang}/reports/s02/").content.decode()
    reading = models.Reading.objects.get(version__report__doc="s02", current=True)
    record = decode_record(reading.record)
    assert record.repairs
    assert all(repair.restored in html for repair in record.repairs)
    for key in reading.event_keys:
        assert models.Membership.objects.get(event_key=key).incident.key in html
    assert "<script>" not in html


def test_reading_it_now_changes_nothing_by_looking(client_as: As) -> None:
    before = models.Reading.objects.count()
    answer = client_as(Role.ANALYST).get("/ar/reports/s02/reread/")
    assert answer.status_code == 200
    assert models.Reading.objects.count() == before


def test_a_reading_by_older_tables_is_compared_and_replaced(client_as: As) -> None:
    reading = models.Reading.objects.get(version__report__doc="s02", current=True)
    told = json.loads(reading.record)
    told["events"][0]["casualties"] = {"killed": [99, 99]}
    models.Reading.objects.filter(pk=reading.pk).update(record=json.dumps(told))
    models.Run.objects.filter(pk=reading.run_id).update(tables="older")
    client = client_as(Role.ANALYST)
    html = client.get("/en/reports/s02/reread/").content.decode()
    assert "99" in html
    assert "<form" in html
    assert client.post("/en/reports/s02/reread/").status_code == 302
    now = models.Reading.objects.get(version__report__doc="s02", current=True)
    assert now.pk != reading.pk
    assert now.event_keys == reading.event_keys
    assert models.Job.objects.filter(kind="relink", who="analyst").count() == 1
    assert models.LogEntry.objects.filter(action="run", who="analyst").exists()


def test_a_protected_report_is_found_by_its_code_alone(client_as: As) -> None:
    version = models.ReportVersion.objects.get(report__doc="s02")
    models.Source.objects.filter(pk=version.report.source_id).update(protected=True)
    reader = client_as(Role.READER)
    assert reader.get("/ar/reports/s02/").status_code == 404
    html = reader.get(f"/ar/reports/protected-{version.report_id}/").content.decode()
    assert version.title not in html
    assert version.publisher not in html
    assert "s02" not in html
    assert client_as(Role.ANALYST).get("/ar/reports/s02/").status_code == 200


def test_an_unknown_report_or_version_is_not_found(client_as: As) -> None:
    client = client_as(Role.READER)
    assert client.get("/ar/reports/none/").status_code == 404
    assert client.get("/ar/reports/s02/?version=9").status_code == 404


@pytest.mark.parametrize(("lang", "month"), [("ar", "تموز"), ("en", "July")])
def test_days_of_a_record_bear_the_names_of_months(client_as: As, lang: str, month: str) -> None:
    reading = models.Reading.objects.filter(record__contains="-07-", current=True).exclude(event_keys=[])
    docs = [
        one.version.report.doc
        for one in reading
        if any("-07-" in (event.start or "") for event in decode_record(one.record).events)
    ]
    assert docs
    html = client_as(Role.READER).get(f"/{lang}/reports/{docs[0]}/").content.decode()
    facts = html[html.index('id="records"') :]
    assert month in facts
    assert not re.search(r"\d{4}-\d\d-\d\d", facts)


def test_arabic_names_do_not_turn_an_english_line(client_as: As) -> None:
    html = client_as(Role.READER).get("/en/reports/s02/").content.decode()
    facts = re.findall(r'<dd><bdi dir="ltr">(.*?)</bdi></dd>', html)
    mixed = [text for text in facts if re.search(r"[\u0621-\u064a]", text) and "(" in text]
    assert mixed
    for text in mixed:
        assert not re.search(r"[\u0621-\u064a]", re.sub("\u2068.*?\u2069", "", text))
