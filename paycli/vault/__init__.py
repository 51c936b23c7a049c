"""Where secrets live: the OS keyring or a sealed file."""
