"""The version, as a constant: importlib.metadata costs five times a bare interpreter at every start."""

__version__ = "0.1.0"
