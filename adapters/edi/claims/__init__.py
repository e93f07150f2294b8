"""Professional claims (837P): values, checks, reading, writing."""
