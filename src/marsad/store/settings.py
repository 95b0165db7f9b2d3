"""``marsad.toml``: the settings of a workspace, each with its comment, all faults told at once.

Which settings there are, of what kind, with which default and comment, stands in
``tables/settings.csv``. ``source.*.KEY`` are the settings of each ``[source.NAME]``.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from marsad.errors import UsageError
from marsad.messages import Where, reason_of
from marsad.tables import load_table

FILE_NAME: Final = "marsad.toml"
Value = str | int | float | bool | list[str] | None
_SOURCE: Final = "source"
_EXAMPLES: Final[Mapping[str, str]] = {
    "list": '["…", "…"]',
    "flag": "true, false",
    "text": '"…"',
    "number": "0, 2.5, 10",
    "whole": "1, 2, 3",
}
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


class Setting(NamedTuple):
    """A row of the table."""

    key: str
    kind: str
    default: Value
    ar: str
    en: str


class SettingsFaults(UsageError):
    """Everything that is wrong with a settings file; its text has a line for each fault."""

    def __init__(self, faults: list[UsageError]) -> None:
        self.faults = faults
        super().__init__(faults[0].code, **faults[0].details)

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))


class Settings:
    """The settings of a workspace; one that the file leaves out has its default."""

    def __init__(self, values: Mapping[str, Value] | None = None) -> None:
        self._values = dict(values or {})

    def __getitem__(self, key: str) -> Value:
        if key in self._values:
            return self._values[key]
        return known_settings()[_general(key)].default

    def text(self, key: str) -> str:
        """A text; empty where none is set."""
        return str(self[key] or "")

    def number(self, key: str) -> float | None:
        """A number; None where none is set."""
        value = self[key]
        return float(value) if isinstance(value, int | float) else None

    def whole(self, key: str) -> int:
        """A whole number that has a default."""
        value = self[key]
        assert isinstance(value, int), key
        return value

    def flag(self, key: str) -> bool:
        """Yes or no."""
        return self[key] is True

    def words(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        value = self[key]
        return tuple(value) if isinstance(value, list) else ()

    def sources(self) -> tuple[str, ...]:
        """The names of the ``[source.NAME]`` sections, sorted."""
        return tuple(sorted({key.split(".")[1] for key in self._values if key.startswith("source.")}))

    def as_data(self) -> dict[str, Value]:
        """What differs from the defaults, for a run's record; passwords are not in it."""
        return {key: value for key, value in sorted(self._values.items()) if key != "database.address"}


@cache
def known_settings() -> Mapping[str, Setting]:
    """The rows of the table by key."""
    rows = load_table("settings.csv", key="key")
    return {
        row["key"]: Setting(
            row["key"], row["kind"], _default(row["kind"], row["default"]), row["ar"], row["en"]
        )
        for row in rows
    }


def _default(kind: str, cell: str) -> Value:
    if kind == "list":
        return []
    if kind == "flag":
        return cell == "true"
    if kind in ("number", "whole"):
        return None if not cell else (int(cell) if cell.isdigit() else float(cell))
    return cell


def template(values: Mapping[str, Value]) -> str:
    """A settings file with every setting, its comment in both languages, and its value.

    Args:
        values: Values that take the place of defaults, by key.
    """
    parts: list[str] = []
    section = ""
    for setting in known_settings().values():
        head, _, name = setting.key.rpartition(".")
        if head == f"{_SOURCE}.*":
            continue
        if head != section:
            parts.append(f"\n[{head}]" if parts else f"[{head}]")
            section = head
        parts += [f"# {setting.ar}", f"# {setting.en}"]
        value = values.get(setting.key, setting.default)
        parts.append(_line(name, value))
    return "\n".join([*parts, "", *_source_example(), ""])


def source_section(name: str, values: Mapping[str, Value]) -> str:
    """A ``[source.NAME]`` with the values given, each under its comment in both languages."""
    parts = [f"[{_SOURCE}.{name}]"]
    for key, value in values.items():
        setting = known_settings()[f"{_SOURCE}.*.{key}"]
        parts += [f"# {setting.ar}", f"# {setting.en}", _line(key, value)]
    return "\n".join([*parts, ""])


def _source_example() -> Iterator[str]:
    yield "# [source.NAME]"
    for key, setting in known_settings().items():
        if key.startswith("source.*."):
            yield f"#   {setting.ar}"
            yield f"#   {setting.en}"
            yield f"# {_line(key.removeprefix('source.*.'), setting.default)}"


def _line(name: str, value: Value) -> str:
    """A setting as a line; one that stays unset is commented out."""
    return f"# {name} = 0.0" if value is None else f"{name} = {_toml(value)}"


def _toml(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, str):
        quoted = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}"'
    return str(value)


def read_settings(path: Path) -> Settings:
    """The settings of a file.

    Raises:
        UsageError: It can't be opened (W102) or isn't TOML (W103).
        SettingsFaults: Unknown keys (W104, W105), values of another kind (W106), names of
            sources that can't be used (W107); all of them.
    """
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise UsageError("W102", path=path, reason=reason_of(error)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError("W103", path=path, reason=error) from error
    faults: list[UsageError] = []
    values: dict[str, Value] = {}
    where = Where(path.name)
    for key, value in _flat(data):
        fault = _fault(key, value, where)
        if fault is None:
            values[key] = value  # type: ignore[assignment]  # its kind was checked
        else:
            faults.append(fault)
    if faults:
        raise SettingsFaults(faults)
    return Settings(values)


def _flat(data: Mapping[str, object], head: str = "") -> Iterator[tuple[str, object]]:
    for name, value in data.items():
        key = f"{head}.{name}" if head else name
        if isinstance(value, dict):
            yield from _flat(value, key)
        else:
            yield key, value


def _general(key: str) -> str:
    head, *rest = key.split(".")
    return f"{_SOURCE}.*.{'.'.join(rest[1:])}" if head == _SOURCE and len(rest) >= 2 else key


def _fault(key: str, value: object, where: Where) -> UsageError | None:
    setting = known_settings().get(_general(key))
    if setting is None:
        near = difflib.get_close_matches(_general(key), known_settings(), n=1, cutoff=0.6)
        if near:
            return UsageError("W104", where=where, found=key, near=near[0])
        return UsageError("W105", where=where, found=key)
    if key.startswith(f"{_SOURCE}.") and not is_source_name(key.split(".")[1]):
        return UsageError("W107", where=where, found=key.split(".")[1])
    if not _fits(setting.kind, value):
        return UsageError("W106", where=where, key=key, found=value, expected=_expected(setting.kind))
    return None


def _fits(kind: str, value: object) -> bool:
    if kind.startswith("choice:"):
        return value in kind.removeprefix("choice:").split("|")
    if kind == "list":
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if kind == "flag":
        return isinstance(value, bool)
    if kind == "text":
        return isinstance(value, str)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return value >= 0 and (kind == "number" or (isinstance(value, int) and value >= 1))


def _expected(kind: str) -> str:
    return _EXAMPLES.get(kind) or kind.removeprefix("choice:").replace("|", ", ")


def is_source_name(name: str) -> bool:
    """Whether a source can be named so: small Latin letters, digits, hyphens."""
    return _NAME.fullmatch(name) is not None
