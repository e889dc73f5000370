"""What is kept of one person: taken out as one file, and erased as far as results allow."""
