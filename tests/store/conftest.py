"""Django is ready before the test modules of this folder are imported."""

from storekit import ready_django

ready_django()
