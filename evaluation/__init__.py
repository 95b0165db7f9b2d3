"""How well Marsad reads: our own gold reports, the scorer, and the floors it must keep."""
