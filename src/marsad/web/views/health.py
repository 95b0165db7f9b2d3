"""For whoever looks after the server: is it alive, and can it do its work?"""

from __future__ import annotations

import shutil
from typing import Final

from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from marsad.web.roles import Role, for_role
from marsad.web.worker import alive
from marsad.web.workspace import current

#: Below this, captures and the log may soon fail to be written.
_LEAST_FREE_BYTES: Final = 200_000_000
#: Whether the schema was found in order; it stays so as long as the process lives.
_SCHEMA: Final[list[bool]] = []


@for_role(Role.STRANGER)
@never_cache
def live(_request: HttpRequest) -> JsonResponse:
    """The server answers."""
    return JsonResponse({"live": True})


@for_role(Role.STRANGER)
@never_cache
def ready(_request: HttpRequest) -> JsonResponse:
    """Whether database, schema, disk and worker are in order; status 503 where one is not."""
    database = _database()
    checks = {
        "database": database,
        "schema": database and _schema(),
        "disk": shutil.disk_usage(current().folder).free >= _LEAST_FREE_BYTES,
        "worker": alive(current().folder),
    }
    fine = all(checks.values())
    return JsonResponse({"ready": fine, "checks": checks}, status=200 if fine else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def _schema() -> bool:
    if not _SCHEMA:
        from django.db.migrations.executor import MigrationExecutor

        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _SCHEMA.append(True)
    return True
