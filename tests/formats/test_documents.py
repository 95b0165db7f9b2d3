"""PDF and DOCX: the text in its order, and one clear sentence where there is none."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import docx
import pypdf
import pytest
from docx.document import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from inputkit import check_sound, codes, entries, notes, said, texts
from marsad.messages import choose_language


@pytest.fixture(autouse=True)
def _english() -> None:
    choose_language("en")


def pdf(*pages: bytes, info: str = "") -> bytes:
    """A PDF of pages that each show an ASCII string, or nothing where it is empty."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, shown in enumerate(pages):
        stream = b"BT /F1 12 Tf 72 700 Td (" + shown + b") Tj ET" if shown else b"0 0 10 10 re f"
        fonts = "<< /Font << /F1 3 0 R >> >>"
        head = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources {fonts} "
        head += f"/Contents {5 + 2 * number} 0 R >>"
        objects += [head.encode(), b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream)]
    objects.append(f"<< {info} >>".encode())
    out, places = b"%PDF-1.4\n", []
    for number, inside in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, inside)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    trailer = f"trailer << /Size {size} /Root 1 0 R /Info {size - 1} 0 R >>\nstartxref\n{len(out)}\n%%EOF"
    return out + f"xref\n0 {size}\n0000000000 65535 f \n".encode() + table + trailer.encode()


def saved(document: Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_pages_follow_each_other() -> None:
    info = "/Title (Weekly report) /Author (Somebody) /CreationDate (D:20251013120000Z)"
    found = entries(pdf(b"Shelling hit the town.", b"Three were injured.", info=info), "a.pdf")
    (entry,) = found
    assert entry.report is not None
    assert entry.report.text == "Shelling hit the town.\n\nThree were injured."
    assert (entry.report.doc, entry.report.title, entry.report.published) == ("a.pdf", "Weekly report", None)
    assert notes(found)["I159"]["created"] == date(2025, 10, 13)
    assert "Somebody" not in said(found)
    assert not codes(found)


def test_day_that_was_given_needs_no_note() -> None:
    found = entries(pdf(b"Text", info="/CreationDate (D:2025)"), "a.pdf", published=date(2025, 10, 14))
    assert found[0].report is not None
    assert found[0].report.published == "2025-10-14"
    assert not notes(found)


def test_pdf_without_text_layer_needs_text_recognition() -> None:
    found = entries(pdf(b"", b""), "a.pdf")
    assert codes(found) == ["I140"]
    assert "OCR" in str(found[0].faults[0])
    assert not found[0].readable


def test_pages_without_text_layer_are_told() -> None:
    found = entries(pdf(b"Text", b"", b"More", b""), "a.pdf")
    assert texts(found) == ["Text\n\nMore"]
    assert notes(found)["I144"]["pages"] == "2, 4"


def locked(user: str, owner: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(b"Text")))
    writer.encrypt(user_password=user, owner_password=owner, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_locked_pdf_is_told() -> None:
    assert codes(entries(locked("secret", "secret"), "a.pdf")) == ["I141"]
    assert texts(entries(locked("", "secret"), "a.pdf")) == ["Text"]  # only printing is locked


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", pdf(b"Text")[:200], b"%PDF-1.4\n" + bytes(500)])
def test_damaged_pdf_is_one_fault(data: bytes) -> None:
    (entry,) = entries(data, "a.pdf")
    assert codes([entry]) in (["I142"], ["I140"])


def test_shapes_of_letters_become_letters() -> None:
    from marsad.formats.documents import _letters

    assert _letters("ﻗﺼﻒ ﻻ") == "قصف لا"


def test_paragraphs_and_tables_stand_in_their_order() -> None:
    document = docx.Document()
    document.core_properties.title = "تقرير الأسبوع"
    document.core_properties.author = "فلان"
    document.core_properties.created = datetime(2025, 10, 13)
    document.add_paragraph("قصف على البلدة.")
    table = document.add_table(rows=2, cols=2)
    for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"خانة {number}"
    table.rows[1].cells[0].merge(table.rows[1].cells[1])
    document.add_paragraph("وانتهى.")
    found = entries(saved(document), "a.docx")
    (entry,) = found
    assert entry.report is not None
    assert entry.report.text == "قصف على البلدة.\nخانة 0\tخانة 1\nخانة 2 خانة 3\nوانتهى."
    assert (entry.report.title, entry.report.published) == ("تقرير الأسبوع", None)
    assert notes(found)["I159"]["created"] == date(2025, 10, 13)
    assert "فلان" not in said(found)


def test_comments_and_crossed_out_words_are_left_out() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("قصف ")
    run = paragraph.add_run("البلدة")
    document.add_comment(runs=run, text="كلام محرر", author="فلان")
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    for tag, text in (("ins", " فجرًا"), ("moveFrom", " ليلًا")):
        inserted = docx.oxml.parse_xml(f'<w:{tag} xmlns:w="{word}"><w:r><w:t>{text}</w:t></w:r></w:{tag}>')
        paragraph._p.append(inserted)
    found = entries(saved(document), "a.docx")
    assert texts(found) == ["قصف البلدة فجرًا"]
    assert "محرر" not in said(found)


def test_bomb_is_refused_without_being_unpacked() -> None:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w") as part,
    ):
        for _ in range(260):
            part.write(bytes(1_000_000))
    assert codes(entries(out.getvalue(), "a.docx")) == ["I137"]


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "I139"), (b"PK\x03\x04", "I139"), (saved(docx.Document())[:-9], "I139")]
)
def test_damaged_docx_is_one_fault(data: bytes, code: str) -> None:
    assert codes(entries(data, "a.docx")) == [code]


def test_zip_that_is_no_document_is_told() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("x", "y")
    assert codes(entries(out.getvalue(), "a.docx")) == ["I142"]


PDF, DOCX = pdf(b"Text"), saved(docx.Document())


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from(["pdf", "docx"]))
def test_whatever_bytes_hold_is_told(data: st.DataObject, kind: str) -> None:
    whole = {"pdf": PDF, "docx": DOCX}[kind]
    start = data.draw(st.integers(0, len(whole)))
    other = data.draw(st.binary(max_size=40))
    damaged = data.draw(st.sampled_from([other, whole[:start] + other + whole[start + len(other) :]]))
    found = entries(damaged, "x", kind=kind)
    assert len(found) == 1
    check_sound(found)
