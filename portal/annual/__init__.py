"""A school's year in Word, written down from its ledgers."""
