"""What the server says of itself: a line of JSON each on standard error, with nothing about people.

A line tells when, how grave, which part, and what; of a request that failed also method, status
and the pattern of its address; of a mistake of ours the kind of exception and where in the code.
Left out are addresses of readers, names, searches, and what an exception says, which may
quote any of them.
"""

from __future__ import annotations

import json
import logging
import logging.config
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

#: Fields of a record that its maker may add.
_EXTRA: Final = ("kind", "seconds", "status", "status_code", "address", "version", "pid")
#: Whose messages quote what was sent to us.
_QUOTING: Final = ("django.request", "django.security", "allauth", "gunicorn.access")
_ROOT: Final = str(Path(__file__).parents[1])


class JsonLines(logging.Formatter):
    """One line of JSON a record."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")[:23] + "Z",
            "level": record.levelname.lower(),
            "part": record.name,
            "message": _message(record),
        }
        told |= {name: getattr(record, name) for name in _EXTRA if hasattr(record, name)}
        told |= _request(record)
        if record.exc_info and record.exc_info[1] is not None:
            told |= _fault(record.exc_info[1])
        return json.dumps(told, ensure_ascii=False, default=str)


def _message(record: logging.LogRecord) -> str:
    return "request" if record.name.startswith(_QUOTING) else record.getMessage()


def _request(record: logging.LogRecord) -> dict[str, str]:
    request = getattr(record, "request", None)
    if request is None or not hasattr(request, "method"):
        return {}
    match = getattr(request, "resolver_match", None)
    return {"method": str(request.method), "route": match.route if match else ""}


def _fault(error: BaseException) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename.removeprefix(_ROOT)}:{frame.lineno}" for frame in frames]
    return {"exception": type(error).__name__, "at": places[-8:]}


def log_as_json() -> None:
    """Have all parts of this process log so."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": {"()": JsonLines}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["stderr"], "level": "WARNING"},
            "loggers": {
                "marsad": {"level": "INFO"},
                # Django and gunicorn would otherwise write their own way, some of it by mail.
                "django": {"handlers": [], "level": "WARNING", "propagate": True},
                "django.server": {"handlers": [], "propagate": True},
                "gunicorn.error": {"handlers": [], "level": "INFO", "propagate": True},
            },
        }
    )
