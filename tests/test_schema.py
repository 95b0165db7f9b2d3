"""The published JSON Schema is current, and records keep to it."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import jsonschema
import pytest

from marsad.model import encode_record
from recordkit import record

SCRIPT = Path(__file__).parents[1] / "scripts" / "schema.py"


def test_published_schema_is_current() -> None:
    script = runpy.run_path(str(SCRIPT))
    published = json.loads(script["PATH"].read_text("utf-8"))
    assert published == script["published_schema"](), "run make schema"


def test_records_keep_to_the_schema() -> None:
    script = runpy.run_path(str(SCRIPT))
    schema = json.loads(script["PATH"].read_text("utf-8"))
    made = json.loads(encode_record(record()))
    jsonschema.validate(made, schema)
    made["events"][0]["status"] = "rumour"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(made, schema)
