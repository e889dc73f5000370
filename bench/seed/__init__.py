"""Fill an empty database with realistic rows, the same from the same seed."""
