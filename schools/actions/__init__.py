"""Acts of several rows, each in one transaction and told to the audit trail."""
