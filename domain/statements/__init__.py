"""What partners are told and settled each month, and what they owe the hub for its work."""
