"""Pages of the activity ledger for accounts."""
