"""Verbs that touch several rows."""
