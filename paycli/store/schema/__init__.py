"""The schema of a ledger: tables, triggers, migrations."""
