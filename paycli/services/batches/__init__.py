"""Batches: many payments from one file, set aside at once and paid row by row."""
