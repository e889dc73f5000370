"""The office's own list of wrong wordings, and a page where any text is read before it is used."""
