"""Verbs on brands: writing their content, keeping their versions."""
