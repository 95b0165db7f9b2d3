"""The workspace on disk: its settings, its database (a Django app without views) and its log.

Importing this package loads nothing heavy; `marsad.store.workspace.Workspace` opens a
workspace and readies Django for it. SQLite by default, PostgreSQL by one setting; the same
models, migrations and queries serve both.
"""
