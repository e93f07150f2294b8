"""Two thousand generated remittances, and what the ledger makes of them reckoned a second time."""
