"""Who is covered (834) and what was paid for whom in advance (820)."""
