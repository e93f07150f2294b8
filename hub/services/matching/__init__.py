"""What a payment is about: claims and lines of ours told by numbers, services and members."""
