"""The activity and coverage ledgers from spreadsheets."""
