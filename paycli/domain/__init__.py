"""Pure rules of the ledger: the standard library only, immutable records in and out."""
