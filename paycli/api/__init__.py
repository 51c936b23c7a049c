"""paycli from Python: a wallet whose methods are the commands, with the same results and the same errors."""
