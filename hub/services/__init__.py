"""What people do with the hub: each gathers what a decision needs, asks, and says what came of it."""
