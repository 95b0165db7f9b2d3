"""The facts of every incident as columns in memory: what lists, maps and charts are counted from.

Counting over two hundred thousand rows takes databases that keep rows a good part of a second, and an
overview counts six times. DuckDB does each in a hundredth of one. So each process that asks keeps a
copy of `marsad.store.models.IncidentFacts`, made at the first question, and brings it up to date before
each further one from the rows that were written since (`marsad.store.models.FactsChange`).
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import duckdb
import pyarrow as pa
from django.db import connection
from django.db import models as django_models

from marsad.store import log, models
from marsad.store.batches import batches, parts

#: So many changes at once are told as one: everything.
_MANY: Final = 5_000
#: Changes that are kept, so that a copy of some days ago need not be made anew.
_KEPT: Final = 20_000
_ROWS: Final = 20_000
_ASKED: Final = 500
_ARROW: Final[dict[type[django_models.Field[Any, Any]], pa.DataType]] = {
    django_models.BooleanField: pa.bool_(),
    django_models.CharField: pa.string(),
    django_models.FloatField: pa.float64(),
    django_models.IntegerField: pa.int64(),
    django_models.OneToOneField: pa.int64(),
    django_models.PositiveIntegerField: pa.int64(),
    django_models.TextField: pa.string(),
}
_SCHEMA: Final = pa.schema(
    [(field.name, _ARROW[type(field)]) for field in models.IncidentFacts._meta.concrete_fields]
)


class Facts:
    """The facts as they stood when this was made; every question is about the same state."""

    def __init__(self, ask: duckdb.DuckDBPyConnection) -> None:
        self._ask = ask

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of an answer in DuckDB's SQL; the table is called ``facts``."""
        return self._ask.execute(sql, list(values)).fetchall()


# What was written


def note(incidents: Sequence[int]) -> None:
    """Tell all copies, when the transaction has ended well, that the facts of some incidents are others now.

    Args:
        incidents: Row ids.
    """
    if not incidents:
        return
    # Numbers must be given in the order in which transactions end, or a copy would miss one.
    log.last_head(for_update=True)
    told: Iterable[int | None] = incidents if len(incidents) < _MANY else [None]
    rows = [models.FactsChange(incident=number, mark=secrets.token_hex(16)) for number in told]
    models.FactsChange.objects.bulk_create(rows, _ASKED)
    newest = models.FactsChange.objects.order_by("-id").values_list("id", flat=True)[0]
    models.FactsChange.objects.filter(id__lte=newest - _KEPT).delete()


class Changes:
    """Follows what is written; for whoever keeps something that was made of incidents."""

    def __init__(self) -> None:
        self._seen: tuple[int, str] | None = None

    def take(self) -> set[int] | None:
        """Row ids of incidents that were written since this was asked last; None where all may have been."""
        seen = self._seen
        newest = models.FactsChange.objects.order_by("-id").values_list("id", "mark").first()
        # What is written while the caller reads is then told once more.
        self._seen = newest
        if seen is None or newest is None:
            return None
        if seen == newest:
            return set()
        rows = models.FactsChange.objects.filter(id__gte=seen[0], id__lte=newest[0]).order_by("id")
        told = list(rows.values_list("id", "mark", "incident"))
        written = {incident for *_, incident in told[1:]}
        if not told or told[0][:2] != seen or None in written:
            return None
        return {incident for incident in written if incident is not None}

    def forget(self) -> None:
        """Have everything told again."""
        self._seen = None


# The copy


class _Copy:
    """A copy in memory and the change it was brought to. Not for several threads at once."""

    def __init__(self) -> None:
        # One thread for a question: the site answers several at a time.
        self._database = duckdb.connect(":memory:", config={"threads": 1})
        self._changes = Changes()

    def bring_up(self) -> None:
        """Take over what was written since."""
        written = self._changes.take()
        try:
            if written is None:
                self._make()
            elif written:
                self._take_over(sorted(written))
        except BaseException:
            self._changes.forget()
            raise

    @contextmanager
    def facts(self) -> Iterator[Facts]:
        """Its state now, which stays the same while others bring the copy up to date."""
        ask = self._database.cursor()
        try:
            ask.execute("BEGIN TRANSACTION")
            ask.execute("SELECT count(*) FROM facts WHERE false")  # from here on the state is held
            yield Facts(ask)
        finally:
            ask.close()

    def _make(self) -> None:
        with self._writing():
            self._database.register("nothing", _SCHEMA.empty_table())
            self._database.execute("CREATE OR REPLACE TABLE facts AS SELECT * FROM nothing")
            self._database.unregister("nothing")
            self._insert(models.IncidentFacts.objects.all())

    def _take_over(self, incidents: Sequence[int]) -> None:
        with self._writing():
            for some in parts(incidents):
                marks = ", ".join(["?"] * len(some))
                self._database.execute(f"DELETE FROM facts WHERE incident IN ({marks})", list(some))
                self._insert(models.IncidentFacts.objects.filter(pk__in=some))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """All of it, or nothing."""
        self._database.execute("BEGIN TRANSACTION")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    def _insert(self, rows: django_models.QuerySet[models.IncidentFacts]) -> None:
        told = rows.values_list(*_SCHEMA.names).iterator(chunk_size=_ROWS)
        for some in batches(told, _ROWS):
            columns = zip(zip(*some, strict=True), _SCHEMA.types, strict=True)
            arrays = [pa.array(column, kind) for column, kind in columns]
            self._database.register("written", pa.Table.from_arrays(arrays, schema=_SCHEMA))
            self._database.execute("INSERT INTO facts SELECT * FROM written")
            self._database.unregister("written")


_lock: Final = threading.Lock()
#: The copy of this process, by the database that it is of.
_held: dict[tuple[str, ...], _Copy] = {}


@contextmanager
def current_facts() -> Iterator[Facts]:
    """The facts as they stand in the database now, for some questions."""
    with _copy().facts() as found:
        yield found


def version() -> str:
    """A text that is another one whenever facts have been written."""
    newest = models.FactsChange.objects.order_by("-id").values_list("mark", flat=True).first()
    return newest or ""


def _copy() -> _Copy:
    if connection.in_atomic_block:
        # What this transaction wrote may yet be taken back, so no other question may see it.
        copy = _Copy()
        copy.bring_up()
        return copy
    with _lock:
        name = _name()
        if name not in _held:
            _held.clear()
            _held[name] = _Copy()
        _held[name].bring_up()
        return _held[name]


def _name() -> tuple[str, ...]:
    told = connection.settings_dict
    return tuple(str(told[part]) for part in ("ENGINE", "HOST", "PORT", "NAME"))
