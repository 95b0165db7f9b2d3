"""Telegram exports: a channel's own words are taken, nobody else's."""

from __future__ import annotations

import gzip
import json
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inputkit import check_sound, codes, entries, notes, said, texts
from marsad.formats.telegram import _chat_kinds
from marsad.messages import choose_language

OWN = "channel1500"


@pytest.fixture(autouse=True)
def _english() -> None:
    choose_language("en")


def message(number: int, text: object = "قصف على البلدة", **fields: object) -> dict[str, object]:
    """A post of the channel, unless fields say otherwise."""
    made = {
        "id": number,
        "type": "message",
        "date": "2025-10-14T01:30:00",
        "date_unixtime": "1760394600",  # 2025-10-13T22:30:00Z
        "from": "قناة الرصد",
        "from_id": OWN,
        "text": text,
    }
    return {key: value for key, value in {**made, **fields}.items() if value is not ...}


def chat(*messages: object, type: str = "public_channel", id: int = 1500) -> dict[str, object]:
    return {"name": "قناة الرصد", "type": type, "id": id, "messages": list(messages)}


def account(*chats: dict[str, object]) -> dict[str, object]:
    return {
        "about": "Here is the data you requested.",
        "personal_information": {"first_name": "سرّي", "phone_number": "+963 00"},
        "contacts": {"about": "", "list": [{"first_name": "جهة", "phone_number": "+963 11"}]},
        "chats": {"about": "All chats", "list": list(chats)},
        "left_chats": {"about": "", "list": []},
    }


def test_post_becomes_a_report_with_its_origin() -> None:
    (entry,) = entries(chat(message(17)), "result.json", zone=ZoneInfo("Asia/Damascus"))
    assert entry.report is not None
    assert entry.origin is not None
    assert (entry.report.doc, entry.report.text) == ("result.json:17", "قصف على البلدة")
    assert (entry.report.published, entry.report.publisher) == ("2025-10-14", "قناة الرصد")
    assert (entry.origin.key, entry.origin.locator) == ("message/17", "message 17")
    assert str(entry.where) == "result.json message 17"
    assert not entry.faults + entry.notes


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("نص", "نص"),
        (["قصف على ", {"type": "hashtag", "text": "#سرمين"}, " صباحًا"], "قصف على #سرمين صباحًا"),
        ([{"type": "text_link", "text": "هنا", "href": "https://example.org"}], "هنا"),
    ],
)
def test_marked_parts_are_joined(written: object, text: str) -> None:
    assert texts(entries(chat(message(1, written)), "result.json")) == [text]


@pytest.mark.parametrize(
    ("fields", "published"),
    [
        ({}, "2025-10-13"),
        ({"date_unixtime": 1760394600}, "2025-10-13"),
        ({"date_unixtime": ...}, "2025-10-14"),  # only the local time of an old export
        ({"date_unixtime": "9" * 30}, "2025-10-14"),
        ({"date_unixtime": ..., "date": ...}, None),
    ],
)
def test_day_of_posting(fields: dict[str, object], published: str | None) -> None:
    (entry,) = entries(chat(message(1, **fields)), "result.json")
    assert entry.report is not None
    assert entry.report.published == published
    assert not entry.faults


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, (None, None, None)),
        ({"edited": "x", "edited_unixtime": "1760394661"}, ("2025-10-13T22:31:01Z", None, None)),
        ({"forwarded_from": "وكالة", "forwarded_from_id": "channel77"}, (None, "وكالة", None)),
        ({"forwarded_from": "أبو فلان", "forwarded_from_id": "user77"}, (None, "", None)),
        ({"forwarded_from": "أبو فلان"}, (None, "", None)),
        ({"forwarded_from": None}, (None, "", None)),
        ({"reply_to_message_id": 1}, (None, None, "message/1")),
        ({"reply_to_message_id": 99}, (None, None, None)),
        ({"reply_to_message_id": 2}, (None, None, None)),  # message 2 is somebody else's
        ({"reply_to_message_id": 1, "reply_to_peer_id": "channel9"}, (None, None, None)),
    ],
)
def test_edits_forwards_and_replies(fields: dict[str, object], expected: tuple[str | None, ...]) -> None:
    other = message(2, "كلام عابر", from_id="user5")
    found = entries(chat(message(1), other, message(3, **fields)), "result.json")
    origin = found[1].origin
    assert origin is not None
    assert (origin.edited_at_utc, origin.forwarded_from, origin.reply_to) == expected
    assert "أبو فلان" not in said(found)


def test_bystanders_and_service_messages_are_counted_and_never_shown() -> None:
    found = entries(
        chat(
            message(1, "خبر", reactions=[{"emoji": "👍", "recent": [{"from": "معجب", "from_id": "user8"}]}]),
            message(2, "شتيمة", from_id="user5", **{"from": "عابر"}),
            message(3, "شتيمة", from_id=None, **{"from": "عابر"}),
            {"id": 4, "type": "service", "action": "invite_members", "actor": "عضو", "members": ["عضو"]},
            message(5, "", photo="photos/1.jpg"),
            message(6, "رد القناة", reply_to_message_id=2, author="محرر"),
            message(7, "", poll={"question": "سؤال", "answers": [{"text": "جواب", "voters": 3}]}),
        ),
        "result.json",
    )
    assert texts(found) == ["خبر", "رد القناة"]
    assert not codes(found)
    told = notes(found)["I152"]
    assert (told["taken"], told["others"], told["service"], told["textless"]) == (2, 2, 1, 2)
    for word in ("شتيمة", "عابر", "عضو", "معجب", "محرر", "user", "جواب"):
        assert word not in said(found)


@pytest.mark.parametrize("kind", [*sorted(k for k, v in _chat_kinds().items() if v != "channel"), "new_kind"])
def test_nothing_is_taken_from_groups_unless_the_sender_is_named(kind: str) -> None:
    export = chat(
        message(1, "منشور", from_id="channel9"),
        message(2, "تعليق", from_id="user5", **{"from": "عابر"}),
        message(3, "تعليق", from_id="user6", **{"from": "عابر"}),
        type=kind,
    )
    assert texts(entries(export, "result.json")) == []
    assert notes(entries(export, "result.json"))["I153"]["others"] == 3
    named = entries(export, "result.json", accounts=frozenset({"channel9", "user6"}))
    assert texts(named) == ["منشور", "تعليق"]
    assert [e.report.publisher for e in named if e.report] == ["channel9", "user6"]
    assert "عابر" not in said(named)


def test_a_name_like_the_channels_makes_nobody_the_channel() -> None:
    found = entries(chat(message(1, "انتحال", from_id="user5")), "result.json")
    assert texts(found) == []
    old = entries(chat(message(1, "قديم", from_id=...)), "result.json")
    assert texts(old) == ["قديم"]


def test_whole_account_gives_the_channels_only() -> None:
    export = account(
        chat(message(1, "سرّ", from_id="user5"), type="personal_chat", id=3),
        chat(message(1, "أولى"), message(2, "ثانية", reply_to_message_id=1)),
        chat(message(1, "أخرى", from_id="channel8"), type="private_channel", id=8),
    )
    found = entries(export, "result.json")
    assert texts(found) == ["أولى", "ثانية", "أخرى"]
    assert [e.report.doc for e in found if e.report] == [
        "result.json:1500:1",
        "result.json:1500:2",
        "result.json:8:1",
    ]
    assert found[1].origin is not None
    assert found[1].origin.key == "chat/1500/message/2"
    assert found[1].origin.reply_to == "chat/1500/message/1"
    assert not codes(found)
    for word in ("سرّ", "+963", "user5", "جهة"):
        assert word not in said(found)


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ("7", "I132"),
        (json.dumps(message(2, id="x")), "I132"),
        (json.dumps(message(2, 7)), "I132"),
        (json.dumps(message(2, [{"text": None}])), "I132"),
        ('{"id": 2, "type": "message", "text": "cut', "I131"),
        ('{"id": 2, "type": "message" "text": ""}', "I131"),
        ('{"id": 2, "type": "message", "text": ' + "[" * 50_000 + "]" * 50_000 + "}", "I131"),
        ('{"id": 2, "type": "message", "n": ' + "9" * 5000 + "}", "I131"),
        (json.dumps(message(2, "x" * 20_000)), "I113"),
    ],
)
def test_faulty_message_is_told_and_the_others_are_read(bad: str, code: str) -> None:
    whole = json.dumps(chat(message(1, "أول"), "BAD", message(3, "آخر")), ensure_ascii=False, indent=1)
    found = entries(whole.replace('"BAD"', bad).encode(), "result.json", max_characters=1000)
    assert codes(found) == [code]
    assert [text for text in texts(found) if text] == ["أول", "آخر"]


def test_cut_file_gives_what_stands_before_the_cut() -> None:
    whole = json.dumps(chat(*(message(n, f"خبر {n}") for n in range(50))), indent=1).encode()
    found = entries(whole[: len(whole) // 2], "result.json")
    assert len(texts(found)) > 20
    assert codes(found) == ["I131"]
    packed = entries(gzip.compress(whole)[:-20], "result.json.gz", kind="telegram")
    assert codes(packed) == ["I109"]


def test_broken_chat_of_an_account_does_not_lend_its_name_to_the_next() -> None:
    whole = json.dumps(
        account(
            chat(message(1, "أول"), "BAD"),
            chat(message(2, "ثان", from_id="channel8"), id=8),
            chat(message(3)),
        )
    )
    found = entries(
        whole.replace('"BAD"', '{"id": 9, "type": "message", "text": "cut').encode(), "result.json"
    )
    assert codes(found) == ["I131"]
    assert [e.report.doc for e in found if e.report] == [
        "result.json:1500:1",
        "result.json:8:2",
        "result.json:1500:3",
    ]


@pytest.mark.parametrize(
    "document", ['{"a": 1}', "[]", "", '{"name": "x", "messages": 7}', '{"chats": {"list": 1}}']
)
def test_other_json_is_no_export(document: str) -> None:
    found = entries(document.encode(), "x.json", kind="telegram")
    assert texts(found) == []
    assert codes(found)


def test_bytes_that_are_no_text_are_told_in_their_message() -> None:
    whole = json.dumps(chat(message(1, "BAD"), message(2, "سليم")), ensure_ascii=False).encode()
    found = entries(whole.replace(b"BAD", b"a\xffb"), "result.json")
    assert texts(found) == ["a\ufffdb", "سليم"]
    assert "I202" in notes(found)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damage_anywhere_loses_no_message_beyond_it(data: st.DataObject) -> None:
    """Whatever replaces a stretch of the file, nothing crashes and no bystander's word gets out."""
    rows = [message(n, f"خبر {n}") if n % 3 else message(n, "سرّ", from_id="user5") for n in range(1, 12)]
    whole = json.dumps(chat(*rows), ensure_ascii=False, indent=1).encode()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 60)))
    damaged = whole[:start] + data.draw(st.binary(max_size=20)) + whole[end:]
    found = entries(damaged, "result.json", kind="telegram")
    check_sound(found)
    assert "user5" not in said(found)
    if start > whole.index(b'"messages"') + 12:
        assert len(texts(found)) >= 5


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_whatever_bytes_hold_is_told(data: bytes) -> None:
    check_sound(entries(data, "x", kind="telegram"))
