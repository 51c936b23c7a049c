"""One function per verb, from plain values and an App to a frozen result."""
