"""The command ``marsad``: a thin door to the actions.

Exit statuses: 0 all is well, 1 something could not be read or written, 2 the command was
given wrongly, 130 stopped with Ctrl-C.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from marsad.errors import MarsadError, UsageError

FINE, FAILED, USAGE, STOPPED = 0, 1, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit status."""
    from marsad.cli.parser import build_parser, take_language

    arguments = list(sys.argv[1:] if argv is None else argv)
    _never_fail_to_print()
    try:
        arguments = take_language(arguments)
        options = build_parser().parse_args(arguments)
        status: int = options.run(options)
        sys.stdout.flush()
        return status
    except SystemExit as leaving:  # argparse has said what is wrong, or printed its help
        return leaving.code if isinstance(leaving.code, int) else USAGE
    except KeyboardInterrupt:
        return STOPPED
    except BrokenPipeError:
        return _closed_pipe()
    except MarsadError as error:
        print(error, file=sys.stderr)
        return USAGE if isinstance(error, UsageError) else FAILED


def _never_fail_to_print() -> None:
    """A terminal that can't show a letter gets a stand-in for it instead of an exception."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _closed_pipe() -> int:
    """``| head`` has read enough: no fault. Python's own flush at the end must find an open file."""
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
    except (OSError, ValueError):
        pass
    return FINE
