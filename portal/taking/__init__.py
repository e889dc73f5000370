"""What a person ticks in a read document becomes drafts, by the same forms as typed ones."""
