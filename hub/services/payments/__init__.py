"""Money that leaves the hub: payouts, what answers them, advances, debts, refunds to plans."""
