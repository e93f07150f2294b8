"""Members' months that plans pay by the head, and how one is shared."""
