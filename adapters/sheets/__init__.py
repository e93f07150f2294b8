"""Spreadsheets as partners and plans write them: read with tolerance, written with care."""
