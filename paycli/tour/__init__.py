"""The tour: the whole story played by the installed program in real processes, in a folder of its own."""
