"""Takes a picture of every page, in both languages, at desktop and phone width, for a person to look at.

    python scripts/screenshots.py FOLDER [--dark]

FOLDER should be a temporary one: pictures do not belong into the repository. A site with the sample
reports is made and served for it. Faults that pages report, and what axe-core finds, are printed.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from browserkit import DESKTOP, LANGUAGES, PHONE, Desk, chromium, pages, scratch, serving, violations  # noqa: E402


def main() -> int:
    """Make the site, walk through it, write PNG files."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--dark", action="store_true")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in this thread
    from marsad.actions.demo_site import make_demo_site

    with scratch() as place:
        workspace, accounts = make_demo_site(place / "demo")
        passwords = {account.name: account.password for account in accounts}
        with serving(workspace.folder) as server, chromium() as browser:
            walk(Desk(browser, server, passwords), options.folder, dark=options.dark)
    return 0


def walk(desk: Desk, folder: Path, *, dark: bool) -> None:
    """Every page that links lead to, for a stranger and for an administrator."""
    scheme = "dark" if dark else "light"
    for lang in LANGUAGES:
        for role in ("stranger", "administrator"):
            found = pages(desk.context(role, lang), lang)
            for width, view in (("desktop", DESKTOP), ("phone", PHONE)):
                context = desk.context(role, lang, viewport=view, color_scheme=scheme)
                for name, path in found.items():
                    page = context.new_page()
                    page.on("pageerror", lambda error, path=path: print(f"{path}: {error}"))
                    page.goto(path)
                    page.wait_for_load_state("networkidle")
                    page.wait_for_timeout(500)
                    picture = folder / f"{name.replace(':', '-')}-{role}-{lang}-{width}.png"
                    page.screenshot(path=picture, full_page=True)
                    wide = page.evaluate("document.documentElement.scrollWidth")
                    if wide > view["width"]:
                        print(f"{path} {width}: {wide} pixels wide")
                    if width == "desktop":
                        for line in violations(page):
                            print(f"{path}: {line}")
                    page.close()


if __name__ == "__main__":
    sys.exit(main())
