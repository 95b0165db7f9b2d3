"""One spelling for a piece of data, and its digest.

The form is JSON with sorted keys, no spaces and only ASCII, so that another party can make it
with the standard library of any language.
"""

from __future__ import annotations

import hashlib
import json


def canonical(data: object) -> str:
    """The data as canonical JSON; lone surrogates and control characters are escaped."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def digest_of(data: object) -> str:
    """SHA-256 of the canonical form, 64 hexadecimal digits."""
    return text_digest(canonical(data))


def text_digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, 64 hexadecimal digits."""
    return bytes_digest(text.encode("utf-8", "surrogatepass"))


def bytes_digest(data: bytes) -> str:
    """SHA-256 of bytes, 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
