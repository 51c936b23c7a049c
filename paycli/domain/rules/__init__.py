"""The rules: pure functions that decide an order on records, one file for each noun."""
