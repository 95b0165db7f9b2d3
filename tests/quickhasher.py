"""Passwords of test accounts: hashed so that a real server takes them, and quickly."""

from __future__ import annotations

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class QuickHasher(PBKDF2PasswordHasher):
    """Django's own way with few rounds; a server hashes them anew at the first sign-in."""

    iterations = 1_000
