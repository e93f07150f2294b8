"""What a plan should pay and when, and what it owes where it paid less or later."""
