"""The printed page of a visit: what it says, its charts, its PDF and its screen version."""
