"""Money from wallet to wallet."""
