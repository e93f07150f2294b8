"""Claims on their way: batches, their files, and what plans and clearinghouses acknowledge."""
