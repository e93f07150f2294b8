"""How the outside writes things down: X12 files, mailboxes, and how each plan differs."""
