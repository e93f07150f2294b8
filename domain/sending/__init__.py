"""Claims on their way: batches, and what answers them before any money does."""
