"""我要纠错: what readers tell about mistakes on public pages, and what the office does with it."""
