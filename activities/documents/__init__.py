"""What pages show of the ledger: one record's tables, required meetings, likely duplicates."""
