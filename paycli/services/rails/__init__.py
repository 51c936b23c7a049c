"""Money over the edge: by card and as cash."""
