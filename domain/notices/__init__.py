"""What announces money and what brings it: remittances, deposits, what waits for its claim."""
