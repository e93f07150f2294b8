"""Pages for people to read and print: the same tables as PDF and as HTML."""
