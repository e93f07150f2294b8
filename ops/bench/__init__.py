"""Speed, measured against what others do, in ratios of one run."""
