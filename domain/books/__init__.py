"""The books: what they hold of a posting, the months that are closed, whose money it is."""
