"""Marsad (مرصد): reads reports of armed conflict into records that people can check."""
