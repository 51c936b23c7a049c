"""SQL by hand: statements, reading, writing, and rows as records."""
