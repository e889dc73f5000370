"""Who may do what in a selection."""
