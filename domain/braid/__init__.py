"""The cost of care, and the funds that pay for what plans do not."""
