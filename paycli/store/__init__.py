"""The Book: where the log, the accounts and the objects are kept."""
