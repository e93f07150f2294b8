"""With whom the hub works and on what terms: partners, their payees, plans, rates, contracts."""
