"""Where the parts are put together: the only place that chooses store, vault, rails and clock."""
