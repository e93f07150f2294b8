"""What people do: each service gathers what a decision needs, asks, and says what came of it."""
