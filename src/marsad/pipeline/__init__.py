"""The steps of reading in their order, and the record they end in."""
