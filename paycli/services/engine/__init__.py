"""How anything gets into the log: the one door, the one choreography, and what both are made of."""
