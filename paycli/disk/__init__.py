"""Files written durably, read with care, and locked between processes."""
