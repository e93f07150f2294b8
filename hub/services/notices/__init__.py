"""Payment notices: judged, posted to claims or parked, placed by hand, withdrawn."""
