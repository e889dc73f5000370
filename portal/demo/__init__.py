"""The demonstration: five published cases as schools, brands, ledgers, accounts and batches."""
