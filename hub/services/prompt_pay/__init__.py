"""What plans should have paid and when: underpaid, late, the interest owed, what is to come."""
