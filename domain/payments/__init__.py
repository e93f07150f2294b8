"""Money that leaves the hub: payouts and what answers them, advances, debts, refunds to plans."""
