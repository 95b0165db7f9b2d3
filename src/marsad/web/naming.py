"""What reports and publishers are called on a person's pages: protected sources by codes for readers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.http import HttpRequest

from marsad.actions.add_source import settings_now
from marsad.store import models
from marsad.store.batches import parts
from marsad.store.protected import codes_of_docs, protected_codes
from marsad.web.roles import Role
from marsad.web.workspace import current

#: Who works with sources sees their names.
_TRUSTED: Final = Role.ANALYST
_CODE: Final = "protected-"


class Naming:
    """The names of some reports, for one person."""

    def __init__(self, role: Role, docs: Iterable[str]) -> None:
        self._codes: dict[str, str] = {}
        self._names: dict[str, str] = {}
        if role < _TRUSTED:
            for some in parts(sorted(set(docs))):
                self._take(some)

    def _take(self, docs: Iterable[str]) -> None:
        rows = models.Report.objects.filter(doc__in=_hidden(docs))
        names = ("pk", "doc", "source_id", "source__name", "versions__publisher")
        for number, doc, source, name, publisher in rows.values_list(*names):
            self._codes[doc] = f"{_CODE}{number}"
            self._names |= {told: _CODE.rstrip("-") for told in (doc, source, name, publisher) if told}

    def is_hidden(self, doc: str) -> bool:
        """Whether the person may not know whose report it is."""
        return doc in self._codes

    def doc(self, doc: str) -> str:
        """The report's name, as addresses hold it too."""
        return self._codes.get(doc, doc)

    def publisher(self, doc: str, publisher: str | None) -> str:
        """Whom the report is by."""
        return self._codes.get(doc) or publisher or doc

    def source(self, name: str) -> str:
        """A source that a text names."""
        return self._names.get(name, name)


def naming_for(request: HttpRequest, docs: Iterable[str]) -> Naming:
    """The names as the person who asks may see them."""
    return Naming(request.role, docs)  # type: ignore[attr-defined]  # set by the middleware


def report_called(name: str, role: Role) -> models.Report | None:
    """The report of a name in an address; a protected one only by its code for those who may not know it."""
    rows = models.Report.objects.select_related("source")
    if name.startswith(_CODE) and name.removeprefix(_CODE).isdigit():
        found = rows.filter(pk=int(name.removeprefix(_CODE))).first()
        if found is not None and _hidden([found.doc]):
            return found
    row = rows.filter(doc=name).first()
    return None if row is not None and role < _TRUSTED and _hidden([row.doc]) else row


def _hidden(docs: Iterable[str]) -> list[str]:
    """Of some reports, those of sources that the settings protect now, or did when they were added."""
    return list(codes_of_docs(protected_codes(settings_now(current())), docs))
