"""Forms of the activity ledger: the activity itself, its pictures, coverage, filters."""
