"""What people do in the browser tests, one module for each side of the table."""
