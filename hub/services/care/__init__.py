"""Care as partners hand it in: visits, the members seen, what plans authorized."""
