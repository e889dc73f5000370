"""Office pages of selection."""
