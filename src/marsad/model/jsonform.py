"""JSON in and out, and the schema that describes it."""

from __future__ import annotations

from typing import Any

import msgspec

from marsad.model.records import Record

_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Record)


def encode_record(record: Record) -> bytes:
    """A record as one line of JSON, without the line break."""
    return _ENCODER.encode(record)


def decode_record(line: bytes | str) -> Record:
    """The record that a line of JSON holds; msgspec.ValidationError names the faulty field."""
    return _DECODER.decode(line)


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a record."""
    return msgspec.json.schema(Record)
