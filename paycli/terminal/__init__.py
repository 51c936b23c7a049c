"""The merchant terminal: charge a guest and wait for the money."""
