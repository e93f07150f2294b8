"""The books as other bookkeeping programs read them: journals, CSV, and a county's own codes."""
