"""Files come in: recognised, read, acted upon, answered."""
