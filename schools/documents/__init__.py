"""What pages show about schools, Party organisations and ties, put together from rows."""
