"""What every template knows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.http import urlencode

from marsad.web.roles import Role
from marsad.web.workspace import current


def page(request: HttpRequest) -> dict[str, Any]:
    """The page's language, its direction, the same page in the other language, the person's role."""
    lang = getattr(request, "LANGUAGE_CODE", "ar")
    other = "en" if lang == "ar" else "ar"
    return {
        "lang": lang,
        "dir": "rtl" if lang == "ar" else "ltr",
        "other_lang": other,
        "other_path": _in_other(request, lang, other),
        "public_pages": current().settings.flag("publication.on"),
        "role": getattr(request, "role", Role.STRANGER),
        "Role": Role,
    }


def _in_other(request: HttpRequest, lang: str, other: str) -> str:
    """The address in the other language; where it tells which page comes next, that page too."""
    path = request.get_full_path()
    if not path.startswith(f"/{lang}/"):
        return f"/{other}/"
    next_one, then = (urlencode({"next": f"/{one}/"}) for one in (lang, other))
    return f"/{other}{path[3:]}".replace(f"?{next_one}", f"?{then}").replace(f"&{next_one}", f"&{then}")
