"""Public pages of selection."""
