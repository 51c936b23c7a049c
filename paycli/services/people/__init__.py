"""Wallets, how one begins, contacts and groups."""
