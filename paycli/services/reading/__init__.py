"""What services read: names, ids, balances and the log, each text checked against what was signed."""
