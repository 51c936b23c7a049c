"""paycli: a wallet and a merchant terminal in the command line, over a ledger that its users own."""

# A constant, not importlib.metadata, which costs five times a bare interpreter at every start.
__version__ = "0.1.0"
