"""What must hold before a claim is sent, and what is wrong in those of others."""
