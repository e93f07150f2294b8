"""The bank: its lines, which notices they pay, what they cover of what is owed."""
