"""What the operator does to a ledger as a whole."""
