"""Template tags of the portal floor."""
