"""Scanners: bandit reads the source, wapiti tries the running portal."""
