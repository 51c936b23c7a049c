"""Believing signatures and not rows: the walk over what is new, and what entries prove of rows."""
