"""Hostile files by the million: none may stop a reader, and no cent of one may get lost."""
