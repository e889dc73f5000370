"""What the public pages read: rows the public may see, and nothing else."""
