"""Pages, public and office."""
