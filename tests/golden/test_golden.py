"""Whole records, field by field. README.md beside this file tells how to renew them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import msgspec
import pytest

from claimskit import reader
from marsad.model import Report, encode_record

FOLDER = Path(__file__).parent
NAMES = sorted(path.name.removesuffix(".report.txt") for path in FOLDER.glob("*.report.txt"))
RENEW = "MARSAD_RENEW_GOLDEN"


def load_report(name: str) -> Report:
    """A report file: ``field: value`` lines, an empty line, then the text."""
    head, _, text = (FOLDER / f"{name}.report.txt").read_text("utf-8").partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    return Report(text=text.removesuffix("\n"), **fields)


def read_pretty(report: Report) -> str:
    """The record as indented JSON, without the version that wrote it."""
    record = msgspec.structs.replace(reader().read(report), version=None)
    return json.dumps(json.loads(encode_record(record)), ensure_ascii=False, indent=1) + "\n"


@pytest.mark.parametrize("name", NAMES)
def test_a_report_gives_the_record_that_was_reviewed(name: str) -> None:
    path = FOLDER / f"{name}.record.json"
    made = read_pretty(load_report(name))
    if os.environ.get(RENEW):
        path.write_text(made, "utf-8")
    assert json.loads(made) == json.loads(path.read_text("utf-8")), f"{RENEW}=1 renews what was reviewed"


def test_every_record_has_its_report() -> None:
    records = {path.name.removesuffix(".record.json") for path in FOLDER.glob("*.record.json")}
    assert records == set(NAMES)
