"""What a page says itself is read; what its readers wrote below is not."""

from __future__ import annotations

import pytest

from inputkit import codes, entries, said, texts
from marsad.formats.bystanders import drop_comments, is_comment_address
from marsad.messages import choose_language
from marsad.tables import load_table

REPORT = "وصل رتل من الشاحنات إلى القاعدة صباح اليوم، وقال شهود إن القصف استمر حتى الظهر في محيط البلدة."
BYSTANDER = "ابن عمي فلان الفلاني كان هناك ورأى كل شيء بعينه، ورقم هاتفه عندي لمن أراد أن يسأله عما جرى."
MARKS = load_table("comment_sections.csv")


@pytest.fixture(autouse=True)
def _english() -> None:
    choose_language("en")


def page(below: str, head: str = "") -> bytes:
    return f"""<!doctype html><html lang="ar"><head><title>رتل إلى القاعدة</title>{head}</head>
<body class="post comments-open"><main><article><h1>رتل إلى القاعدة</h1>
<p>{REPORT}</p><p>{REPORT} وانسحب بعدها.</p></article>{below}</main></body></html>""".encode()


TWO = f"<p>{BYSTANDER}</p><p>{BYSTANDER}</p>"
SECTIONS = {
    "wordpress": f"""<div id="comments" class="comments-area"><h3>رأيان</h3><ol class="comment-list">
<li class="comment"><article class="comment-body"><p>{BYSTANDER}</p></article>
<ol class="children"><li><p>{BYSTANDER}</p></li></ol></li></ol></div>""",
    "no names": f"<section><h3>3 تعليقات</h3><ul><li>{TWO}</li></ul></section>",
    "heading in a box": f"<div><div><h4>التعليقات (٢)</h4></div><div>{TWO}</div></div>",
    "replies": f"<div><h3>2 Replies</h3>{TWO}</div>",
    "microdata": f'<div itemscope itemtype="https://schema.org/Comment">{TWO}</div>',
    "quoted reply": f'<a class="tgme_widget_message_reply"><div>{BYSTANDER}</div></a>',
}


@pytest.mark.parametrize("below", SECTIONS.values(), ids=SECTIONS.keys())
@pytest.mark.parametrize("forum", [False, True])
def test_comments_and_replies_never_enter_a_report(below: str, forum: bool) -> None:
    head = '<script type="application/ld+json">{"@type": "DiscussionForumPosting"}</script>' if forum else ""
    found = entries(page(below, head), "a.html")
    assert not codes(found)
    (text,) = texts(found)
    assert text.count(REPORT) == 2
    assert "فلان" not in said(found)


@pytest.mark.parametrize("row", MARKS, ids=lambda row: row["mark"])
def test_every_mark_finds_its_example(row: dict[str, str]) -> None:
    from lxml.html import fromstring

    tree = fromstring(f"<html><body><div><p>خبر</p>{row['example']}كلام عابر</div></body></html>")
    before = len(list(tree.iter()))
    drop_comments(tree)
    assert len(list(tree.iter())) < before
    assert "خبر" in tree.text_content()


@pytest.mark.parametrize(
    "section",
    [
        "<h2>الردود</h2>",
        "<h2>تعليق الدراسة في المدينة</h2>",
        "<h2>Replies from the ministry</h2>",
        '<div class="commentary">',
        '<div class="no-comments">',
    ],
)
def test_sections_that_only_sound_alike_stay(section: str) -> None:
    (text,) = texts(entries(page(f"<div>{section}<p>{BYSTANDER}</p><p>{BYSTANDER}</p></div>"), "a.html"))
    assert "فلان" in text


def test_page_with_nothing_but_comments_is_told() -> None:
    whole = f"<html><body><ol class='commentlist'><li><p>{BYSTANDER}</p></li></ol></body></html>"
    assert codes(entries(whole.encode(), "a.html")) == ["I114"]


def test_chat_exported_to_html_is_refused_as_senders_can_not_be_told() -> None:
    message = f"""<div class="message default clearfix"><div class="body"><div class="pull_right date details"
>22:30</div><div class="from_name">عابر</div>
<div class="text">{BYSTANDER}</div></div></div>"""
    whole = f'<html><body><div class="history">{message * 3}</div></body></html>'
    found = entries(whole.encode(), "messages.html")
    assert codes(found) == ["I146"]
    assert "فلان" not in said(found)


def test_own_address_of_a_page_is_kept() -> None:
    head = '<link rel="canonical" href="https://example.org/a">'
    (entry,) = entries(page("", head), "a.html")
    assert entry.origin is not None
    assert (entry.origin.key, entry.origin.url) == ("", "https://example.org/a")


@pytest.mark.parametrize(
    ("address", "is_comment"),
    [("https://example.org/a#comment-12", True), ("https://example.org/comments", False), ("x#top", False)],
)
def test_addresses_of_comments(address: str, is_comment: bool) -> None:
    assert is_comment_address(address) == is_comment
