"""The hub's books: bookings, months closed, exports, and what explains a balance."""
