"""Word files that selection hands out."""
