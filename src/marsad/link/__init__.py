"""Reports of one incident: candidate pairs, their weights, clusters, and what an incident holds.

Pure code: events and tables are handed in, nothing reads files, clocks or databases (DuckDB
works in memory).
"""
