"""Readers and writers: what comes in and how it goes out."""
