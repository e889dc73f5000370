"""What is done to several rows at once: records with their parts, pictures, coverage."""
