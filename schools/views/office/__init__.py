"""Pages for accounts: schools, Party organisations, ties, accounts and posts."""
