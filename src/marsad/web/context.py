"""What every template knows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from marsad.web.roles import Role
from marsad.web.workspace import current


def page(request: HttpRequest) -> dict[str, Any]:
    """The page's language, its direction, the same page in the other language, the person's role."""
    lang = getattr(request, "LANGUAGE_CODE", "ar")
    other = "en" if lang == "ar" else "ar"
    path = request.get_full_path()
    return {
        "lang": lang,
        "dir": "rtl" if lang == "ar" else "ltr",
        "other_lang": other,
        "other_path": f"/{other}{path[3:]}" if path.startswith(f"/{lang}/") else f"/{other}/",
        "public_pages": current().settings.flag("publication.on"),
        "role": getattr(request, "role", Role.STRANGER),
        "Role": Role,
    }
