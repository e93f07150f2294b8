"""The laws of money by a machine that draws what plans do, a hundred thousand steps and more."""
