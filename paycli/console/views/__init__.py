"""From the frozen results of services to what is shown: one function for each result."""
