"""The Book on one SQLite file."""
