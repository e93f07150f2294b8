"""What a receiver says before anyone judges payment: TA1, 999, 277CA."""
