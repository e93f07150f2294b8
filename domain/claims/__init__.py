"""Claims: what is billed, what plans answer, whose their money is, what undoes it."""
