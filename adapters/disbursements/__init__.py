"""How payouts are written down for whoever pays them, and how the answers are read."""
