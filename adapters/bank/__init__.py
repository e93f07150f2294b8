"""Files that a bank gives: what reached the account, line by line."""
