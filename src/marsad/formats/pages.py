"""HTML pages: the main text, the title and the publication day, without menus, adverts and comments."""

from __future__ import annotations

import logging


def read_page(page: str) -> dict[str, str | None]:
    """Fields of a report from the source of a page; ``text`` is empty where no main text was found.

    Offsets of the record count characters of that main text. The publication day is taken from
    what the page itself states about its publication, never from dates in the running text.
    Comments and replies of other people are in none of the fields.
    """
    import trafilatura

    from marsad.formats.bystanders import drop_comments

    # The extractor's own complaints are in English and name no file; an empty text says enough.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    params = {"original_date": True, "extensive_search": False}
    try:
        tree = trafilatura.load_html(page)
        if tree is not None:
            drop_comments(tree)
        found = (
            tree
            if tree is None
            else trafilatura.bare_extraction(
                tree, with_metadata=True, include_comments=False, date_extraction_params=params
            )
        )
    except Exception:  # a broken page must not stop the others, whatever its parser trips over
        found = None
    if found is None:
        return {"text": "", "title": None, "published": None, "publisher": None, "url": None}
    fields = found if isinstance(found, dict) else found.as_dict()
    return {
        "text": fields.get("text") or "",
        "title": fields.get("title"),
        "published": fields.get("date"),
        "publisher": fields.get("sitename"),
        "url": fields.get("url"),
    }
