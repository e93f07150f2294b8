"""Members' months that plans pay by the head: rosters, whose a month is, how one is shared."""
