"""X12 as it is met in the field: read with tolerance, written to the letter."""
