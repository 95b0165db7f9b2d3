"""What a text tells: who did what to whom, when, where, with what, according to whom."""
