"""The site as servers of Python sites take it; ``MARSAD_WORKSPACE`` names its folder."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.wsgi import get_wsgi_application

from marsad.web.setup import prepare

prepare(
    Path(os.environ.get("MARSAD_WORKSPACE", ".")),
    hosts=os.environ.get("MARSAD_HOSTS", "").split() or None,
    https={"1": True, "0": False}.get(os.environ.get("MARSAD_HTTPS", "")),
)
application = get_wsgi_application()
