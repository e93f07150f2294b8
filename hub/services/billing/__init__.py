"""Claims from care: judged, put together, stated, corrected, voided."""
