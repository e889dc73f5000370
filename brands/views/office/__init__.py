"""Office pages of brands: the list, the editor, versions."""
