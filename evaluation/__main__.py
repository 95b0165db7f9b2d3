"""``python -m evaluation``, which is what ``make eval`` runs."""

from evaluation.run import main

raise SystemExit(main())
