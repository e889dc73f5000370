"""Lists of the selection, split by who works on them."""
