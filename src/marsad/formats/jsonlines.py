"""Lines that hold one JSON object each."""

from __future__ import annotations

import json

from marsad.errors import InputError
from marsad.messages import Where


def parse_object(line: str, where: Where) -> dict[str, object]:
    """The object of a line.

    Lone surrogates pass, as ``\\ud800`` is legal JSON; stricter parsers stop at them.

    Raises:
        InputError: Broken JSON (I106), or JSON that is no object (I107).
    """
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        column = error.colno if isinstance(error, json.JSONDecodeError) else 1
        raise InputError("I106", where=where, column=column) from error
    if not isinstance(fields, dict):
        raise InputError("I107", where=where)
    return fields
