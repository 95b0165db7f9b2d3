"""Texts of the site: in both languages, with the same blanks; pages hold no others, and miss none."""

from __future__ import annotations

import re
from pathlib import Path

import marsad
from marsad.tables import load_table
from marsad.web.text import names_apart

WEB = Path(marsad.__file__).parent / "web"
ROWS = {row["id"]: row for row in load_table("web_text.csv", key="id")}
FILES = [*WEB.rglob("*.html"), *WEB.rglob("*.txt"), *WEB.rglob("*.py")]
#: Names of keys, of forms of files and of the like, which are the same in Arabic.
_NAMES = re.compile(r"\b(?:Marsad|UTC|CSV|JSON|GeoJSON|Enter|Ctrl|Esc|SHA-256)\b")
_BLANK = re.compile(r"\{(\w*)\}")


def test_texts_are_in_both_languages_with_the_same_blanks() -> None:
    odd = {
        key
        for key, row in ROWS.items()
        if not row["ar"]
        or not row["en"]
        or sorted(_BLANK.findall(row["ar"])) != sorted(_BLANK.findall(row["en"]))
    }
    assert odd == set()


def test_templates_and_code_name_only_texts_that_exist() -> None:
    named = re.compile(r"""\{% word "([\w.:-]+)"|\bsay\("([\w.:-]+)"|\btext\.say\("([\w.:-]+)\"""")
    missing = {
        f"{path.relative_to(WEB)}: {key}"
        for path in FILES
        for found in named.findall(path.read_text("utf-8"))
        for key in found
        if key and key not in ROWS
    }
    assert missing == set()


def test_templates_hold_no_words_of_their_own() -> None:
    tags = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<script.*?</script>|<!--.*?-->|<[^>]*>|&\w+;", re.S)
    comment = re.compile(r"\{% comment %\}.*?\{% endcomment %\}", re.S)
    left = {
        f"{path.relative_to(WEB)}: {words}"
        for path in WEB.rglob("*.html")
        for words in [" ".join(tags.sub(" ", comment.sub(" ", path.read_text("utf-8"))).split())]
        if re.search(r"[A-Za-z]{3,}|[\u0621-\u064a]{2,}", _NAMES.sub("", words))
    }
    assert left == set()


def test_arabic_names_move_nothing_in_an_english_line() -> None:
    line = "21 in ريف دير الزور + 7 in ريف الحسكة"
    assert names_apart(line, "en") == "21 in \u2068ريف دير الزور\u2069 + 7 in \u2068ريف الحسكة\u2069"
    assert names_apart(line, "ar") == line
