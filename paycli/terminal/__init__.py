"""Everything that is drawn or asked."""
