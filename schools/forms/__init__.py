"""Forms about schools, Party organisations, ties and accounts."""
