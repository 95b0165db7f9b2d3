"""Write the published JSON Schema of a record, from the record classes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import marsad
from marsad.model import json_schema

PATH = Path(marsad.__file__).parent / "model" / "record.schema.json"


def published_schema() -> dict[str, Any]:
    """The schema with its name and draft, as it is published."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Marsad record",
        "description": "What was read from one report. Offsets count code points of its text, end exclusive.",
        **json_schema(),
    }
    found: dict[str, Any] = json.loads(json.dumps(schema))  # defaults are tuples; JSON has lists
    return found


def main() -> None:
    """Write the file."""
    text = json.dumps(published_schema(), ensure_ascii=False, indent=1)
    PATH.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
