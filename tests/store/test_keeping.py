"""Files taken in: what becomes a report, a version, a source; and nothing twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from marsad.formats.entries import Entry, Origin, SourceOptions
from marsad.formats.sources import read_bytes
from marsad.messages import Where
from marsad.model import Report
from marsad.store.settings import Settings
from marsad.store.workspace import Workspace
from storekit import ready_django

ready_django()
from marsad.store import keeping, models  # noqa: E402
from marsad.store.keeping import CaptureFacts, Kept, keep  # noqa: E402

WHEN = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def lines(*reports: dict[str, object] | str) -> bytes:
    told = (r if isinstance(r, str) else json.dumps(r, ensure_ascii=False) for r in reports)
    return "\n".join(told).encode()


def take(workspace: Workspace, data: bytes, name: str = "a.jsonl", **facts: Any) -> Kept:
    return keep(workspace, data, CaptureFacts(name, **facts), read_bytes(data, name))


def fetch(workspace: Workspace, data: bytes, *, minutes: int = 0, url: str = "https://a.example/p/1") -> Kept:
    facts = CaptureFacts(
        url, "fetch", captured_at=WHEN + timedelta(minutes=minutes), url=url, media_type="text/plain"
    )
    return keep(workspace, data, facts, read_bytes(data, url, None, "text/plain"))


def counts() -> dict[str, int]:
    tables = (models.Source, models.Original, models.Capture, models.Report, models.ReportVersion)
    return {t.__name__: t._default_manager.count() for t in (*tables, models.LogEntry)}


def texts(doc: str) -> list[str]:
    """The versions of a report in their order."""
    versions = models.ReportVersion.objects.filter(report__doc=doc).order_by("number")
    return [json.loads(version.content)["text"] for version in versions]


def current(doc: str) -> str:
    (version,) = models.ReportVersion.objects.filter(report__doc=doc, current=True)
    text: str = json.loads(version.content)["text"]
    return text


def test_reports_get_the_source_that_published_them(workspace: Workspace) -> None:
    take(
        workspace,
        lines(
            {"doc": "1", "text": "أ", "publisher": "وكالة  التجربة"},
            {"doc": "2", "text": "ب", "publisher": "وكاله التجربه"},
            {"doc": "3", "text": "ج", "publisher": "Test Agency (TA)"},
            {"doc": "4", "text": "د"},
        ),
    )
    sources = dict(models.Report.objects.values_list("doc", "source_id"))
    assert sources["1"] == sources["2"], "one name in two spellings"
    assert sources["1"].startswith("source-")
    assert models.Source.objects.get(id=sources["1"]).name == "وكالة التجربة"
    assert (sources["3"], sources["4"]) == ("test-agency-ta", "files")


def test_the_same_again_adds_nothing(workspace: Workspace) -> None:
    data = lines({"doc": "1", "text": "أ"}, {"text": "بلا اسم"}, {"doc": "3", "text": ""})
    first = take(workspace, data)
    before = counts()
    again = take(workspace, data)
    assert counts() == before
    assert (first.added, again.added, again.known) == (3, 0, 3)


def test_other_words_under_the_same_name_are_a_new_version(workspace: Workspace) -> None:
    take(workspace, lines({"doc": "1", "text": "قُتل اثنان"}, {"doc": "2", "text": "باق"}))
    kept = take(workspace, lines({"doc": "1", "text": "قُتل ثلاثة"}, {"doc": "2", "text": "باق"}), "b.jsonl")
    assert (kept.added, kept.new_versions, kept.known) == (0, 1, 1)
    assert texts("1") == ["قُتل اثنان", "قُتل ثلاثة"]
    assert current("1") == "قُتل ثلاثة"
    # An older file that is added later says nothing new.
    assert take(workspace, lines({"doc": "1", "text": "قُتل اثنان"}), "old.jsonl").known == 1
    assert current("1") == "قُتل ثلاثة"


def test_unrelated_files_of_one_name_never_hide_one_another(workspace: Workspace) -> None:
    for text in ("خبر أول", "خبر ثان", "خبر ثالث"):
        assert take(workspace, text.encode(), "news.txt").added == 1
    assert {current(doc) for doc in ("news.txt", "news.txt#2", "news.txt#3")} == {
        "خبر أول",
        "خبر ثان",
        "خبر ثالث",
    }


def test_one_id_twice_in_a_file_is_two_reports(workspace: Workspace) -> None:
    data = lines({"doc": "1", "text": "أول"}, {"doc": "1", "text": "ثان"}, {"doc": "1", "text": "أول"})
    kept = take(workspace, data)
    assert (kept.added, kept.known) == (2, 1)
    assert (current("1"), current("1#2")) == ("أول", "ثان")
    before = counts()
    take(workspace, data)
    assert counts() == before


def test_lines_without_an_id_are_known_by_what_they_say(workspace: Workspace) -> None:
    take(workspace, lines({"text": "أول"}, {"text": "ثان"}))
    kept = take(workspace, lines({"text": "جديد"}, {"text": "ثان"}, {"text": "أول"}), "grown.jsonl")
    assert (kept.added, kept.known) == (1, 2)


def test_what_holds_no_report_is_told_and_its_original_kept(workspace: Workspace) -> None:
    data = lines({"doc": "1", "text": "سليم"}, "{broken", {"doc": "3", "text": 5})
    kept = take(workspace, data)
    assert (kept.added, kept.faulty, len(kept.untaken)) == (2, 2, 1)
    assert workspace.originals.read(kept.original) == data
    faulty = models.ReportVersion.objects.get(report__doc="3")
    assert [fault["code"] for fault in faulty.faults] == ["I115"]
    assert faulty.faults[0]["unreadable"] is True


def test_a_page_fetched_again_unchanged_is_another_capture_only(workspace: Workspace) -> None:
    fetch(workspace, "نص".encode())
    before = counts()
    fetch(workspace, "نص".encode(), minutes=5)
    assert counts() == {**before, "Capture": 2, "LogEntry": before["LogEntry"] + 1}
    fetch(workspace, "نص".encode(), minutes=5)  # the same act told twice
    assert counts()["Capture"] == 2


def test_a_page_that_goes_back_to_an_earlier_text_says_that_text(workspace: Workspace) -> None:
    doc = "https://a.example/p/1"
    for minutes, text in enumerate(("خبر", "الصفحة معطلة مؤقتا", "خبر")):
        fetch(workspace, text.encode(), minutes=minutes)
    assert texts(doc) == ["خبر", "الصفحة معطلة مؤقتا", "خبر"]
    assert current(doc) == "خبر"


def test_pages_without_publisher_belong_to_their_host(workspace: Workspace) -> None:
    fetch(workspace, "نص".encode(), url="https://www.a.example/p/1")
    assert models.Report.objects.get().source_id == "a.example"
    assert models.Source.objects.get(id="a.example").kind == "page"


def test_a_named_source_wins_and_signs_unsigned_reports(workspace: Workspace) -> None:
    workspace.settings = Settings({"source.one.name": "قناة التجربة", "source.one.protected": True})
    take(
        workspace, lines({"doc": "1", "text": "أ"}, {"doc": "2", "text": "ب", "publisher": "x"}), source="one"
    )
    assert set(models.Report.objects.values_list("source_id", flat=True)) == {"one"}
    assert models.Source.objects.get(id="one").protected
    published = models.ReportVersion.objects.order_by("id").values_list("publisher", flat=True)
    assert list(published) == ["قناة التجربة", "x"]


def test_a_publisher_that_the_settings_know_is_that_source(workspace: Workspace) -> None:
    workspace.settings = Settings({"source.one.publisher": "وكالة التجربة"})
    take(workspace, lines({"doc": "1", "text": "أ", "publisher": "وكالة التجربة"}))
    assert models.Report.objects.get().source_id == "one"


def test_what_the_settings_say_of_a_source_is_brought_up_to_date(workspace: Workspace) -> None:
    workspace.settings = Settings({"source.one.kind": "chat"})
    take(workspace, lines({"doc": "1", "text": "أ"}), source="one")
    workspace.settings = Settings({"source.one.kind": "chat", "source.one.protected": True})
    take(workspace, lines({"doc": "2", "text": "ب"}), source="one")
    assert models.Source.objects.get(id="one").protected


def chat(name: str, number: int, text: str) -> bytes:
    message = {"id": 7, "type": "message", "date_unixtime": "1760000000", "from": name}
    messages = [{**message, "from_id": f"channel{number}", "text": text}]
    exported = {"name": name, "type": "public_channel", "id": number, "messages": messages}
    return json.dumps(exported, ensure_ascii=False).encode()


def test_messages_of_one_number_in_two_chats_are_two_reports(workspace: Workspace) -> None:
    for name, number in (("قناة أ", 1), ("قناة ب", 2)):
        kept = take(workspace, chat(name, number, f"خبر من {name}"), "result.json", source="telegram")
        assert kept.added == 1
    assert models.Report.objects.count() == 2


def test_an_edited_message_is_a_new_version(workspace: Workspace) -> None:
    take(workspace, chat("قناة أ", 1, "خبر"), "result.json")
    kept = take(workspace, chat("قناة أ", 1, "خبر مصحح"), "result.json")
    assert (kept.added, kept.new_versions) == (0, 1)
    assert models.ReportVersion.objects.get(current=True).number == 2
    assert models.Report.objects.get().source.name == "قناة أ"


@pytest.mark.parametrize("field", ["doc", "title", "publisher", "text"])
def test_any_character_survives_both_databases(workspace: Workspace, field: str) -> None:
    odd = "أ\x00\u202e\U0001f54a\ud800 " + "ط" * 3000
    report = {"doc": "1", "text": "نص", "published": "2026-01-01", field: odd}
    data = json.dumps(report).encode()
    assert take(workspace, data).added == 1
    told = json.loads(models.ReportVersion.objects.get().content)
    if field != "doc":
        assert told[field] == odd.replace("\ud800", "\ufffd")
    assert take(workspace, data).known == 1


def test_long_ids_that_begin_alike_stay_apart(workspace: Workspace) -> None:
    start = "https://a.example/" + "x" * 600
    kept = take(workspace, lines(*({"doc": f"{start}{i}", "text": f"{i}"} for i in range(3))))
    assert kept.added == 3


def test_taking_in_goes_on_where_it_was_cut_off(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "_BATCH", 3)
    data = lines(*({"doc": str(i), "text": f"خبر {i}"} for i in range(10)))

    def cut_off() -> Iterator[Entry]:
        for number, entry in enumerate(read_bytes(data, "a.jsonl")):
            if number == 7:
                raise KeyboardInterrupt
            yield entry

    with pytest.raises(KeyboardInterrupt):
        keep(workspace, data, CaptureFacts("a.jsonl"), cut_off())
    assert models.ReportVersion.objects.count() == 6
    kept = take(workspace, data)
    assert (kept.added, kept.known) == (4, 6)
    assert counts() | {"LogEntry": 0} == {
        "Source": 1,
        "Original": 1,
        "Capture": 1,
        "Report": 10,
        "ReportVersion": 10,
        "LogEntry": 0,
    }


def test_what_a_chat_tells_of_a_message_is_kept(workspace: Workspace) -> None:
    exported = json.loads(chat("قناة أ", 1, "خبر"))
    exported["messages"][0] |= {
        "forwarded_from": "قناة أخرى",
        "forwarded_from_id": "channel9",
        "edited_unixtime": "1760000100",
    }
    take(workspace, json.dumps(exported).encode(), "result.json")
    details = models.ReportVersion.objects.get().details
    assert details == {"forwarded_from": "قناة أخرى", "edited_at": "2025-10-09T08:55:00Z"}


def test_options_change_what_a_file_gives_not_what_it_is(workspace: Workspace) -> None:
    data = "id,body\n1,خبر\n".encode()
    assert take(workspace, data, "a.csv").added == 0
    options = SourceOptions(columns={"doc": "id", "text": "body"})
    kept = keep(workspace, data, CaptureFacts("a.csv"), read_bytes(data, "a.csv", options))
    assert kept.added == 1
    assert models.Original.objects.count() == 1


def feed(text: str) -> bytes:
    item = (
        f"<item><title>خبر</title><link>https://a.example/p/1</link><description>{text}</description></item>"
    )
    return f"<rss version='2.0'><channel><title>a.example</title>{item}</channel></rss>".encode()


def test_a_summary_in_a_feed_never_stands_in_for_the_page(workspace: Workspace) -> None:
    fetch(workspace, "النص كله كما في الصفحة".encode())
    address = "https://a.example/feed.xml"
    for minutes in (1, 2):
        facts = CaptureFacts(address, "fetch", captured_at=WHEN + timedelta(minutes=minutes), url=address)
        data = feed("مقدمة الخبر" + " " * minutes)
        kept = keep(workspace, data, facts, read_bytes(data, address))
    assert (kept.added, kept.new_versions, kept.known) == (0, 0, 1)
    assert current("https://a.example/p/1") == "النص كله كما في الصفحة"
    assert models.Report.objects.count() == 2


def test_captures_of_a_page_in_an_archive_are_its_versions(workspace: Workspace) -> None:
    def captured(text: str, minute: int) -> Entry:
        address = "https://a.example/p/1"
        origin = Origin(address, f"record {minute}", address, f"2026-03-01T12:{minute:02}:00Z")
        return Entry(Report(doc=address, text=text), Where("a.warc"), origin=origin)

    entries = [captured(text, minute) for minute, text in enumerate(["أ", "أ", "ب", "أ"])]
    for known in (1, 4):
        kept = keep(workspace, b"WARC/1.1", CaptureFacts("a.warc"), entries)
        assert kept.known == known
    assert texts("https://a.example/p/1") == ["أ", "ب", "أ"]
    (newest,) = models.ReportVersion.objects.filter(current=True)
    assert newest.number == 3


def test_an_older_archive_that_comes_later_does_not_speak_for_the_page(workspace: Workspace) -> None:
    fetch(workspace, "كما هي اليوم".encode())
    address = "https://a.example/p/1"
    origin = Origin(address, "record 1", address, "2020-01-01T00:00:00Z")
    old = Entry(Report(doc=address, text="كما كانت"), Where("old.warc"), origin=origin)
    kept = keep(workspace, b"WARC/1.1", CaptureFacts("old.warc"), [old])
    assert kept.new_versions == 1
    assert current(address) == "كما هي اليوم"


def test_an_older_export_that_comes_later_does_not_undo_an_edit(workspace: Workspace) -> None:
    edited = json.loads(chat("قناة أ", 1, "خبر مصحح"))
    edited["messages"][0]["edited_unixtime"] = "1760000100"
    take(workspace, json.dumps(edited).encode(), "result.json")
    take(workspace, chat("قناة أ", 1, "خبر"), "result.json")
    (newest,) = models.ReportVersion.objects.filter(current=True)
    assert json.loads(newest.content)["text"] == "خبر مصحح"
