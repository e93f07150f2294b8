"""What tests build with; every person, partner and plan in it is invented."""
