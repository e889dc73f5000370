"""The top floor: settings, root addresses and the pages that show several apps."""
