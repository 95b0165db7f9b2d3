"""Letters, words, numbers, calendar words and disguised spellings of Arabic text."""
