"""Deeds that the command line, Python and later the web share: read, repair, explain, check."""
