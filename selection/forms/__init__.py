"""Forms of the selection pages."""
