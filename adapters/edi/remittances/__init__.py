"""Remittances (835): values, reading, writing."""
