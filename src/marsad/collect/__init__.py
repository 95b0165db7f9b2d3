"""Fetching pages politely and safely, and keeping them as they came.

Nothing here knows of the database: ``fetch.Fetcher`` brings a page, ``warcfiles`` keeps it,
``timestamps`` has the moment confirmed by somebody else.
"""
