"""Care given, to whom, and what plans authorized of it."""
