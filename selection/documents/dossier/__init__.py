"""Dossiers: everything on record about an application or a batch in one ZIP that proves itself."""
