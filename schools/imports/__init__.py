"""Schools, organisations and officers from a spreadsheet, and what every ledger's import shares."""
