"""With whom the hub works and on what terms: partners, payees, plans, rates, contracts."""
