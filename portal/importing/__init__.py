"""Importing spreadsheets: which ledgers take them, and the way of one file from upload to rows."""
