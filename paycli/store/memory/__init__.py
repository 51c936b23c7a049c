"""The Book in memory."""
