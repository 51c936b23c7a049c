"""The ways to a receipt printer: a file, a device, the network."""
