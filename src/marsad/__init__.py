"""Marsad (مرصد): reads reports of armed conflict into records that people can check.

>>> import marsad
>>> record = marsad.read("…", published="2025-10-13")  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from marsad.api import events_table, open_workspace, read, read_many
    from marsad.errors import MarsadError
    from marsad.model import Record, Report
    from marsad.pipeline.reader import Reader

__all__ = [
    "MarsadError",
    "Reader",
    "Record",
    "Report",
    "__version__",
    "events_table",
    "open_workspace",
    "read",
    "read_many",
]

#: The one place of the version; pyproject.toml reads it here.
__version__: Final = "0.1.0"

_HOMES: Final = {
    "events_table": "marsad.api",
    "open_workspace": "marsad.api",
    "read": "marsad.api",
    "read_many": "marsad.api",
    "MarsadError": "marsad.errors",
    "Record": "marsad.model",
    "Report": "marsad.model",
    "Reader": "marsad.pipeline.reader",
}


def __getattr__(name: str) -> object:
    """Load a public name at first use, so that a part of the package starts without the others."""
    if name not in _HOMES:
        raise AttributeError(f"module 'marsad' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
