"""What terms come to: previewed, changed for days past, accepted, kept with what they did."""
