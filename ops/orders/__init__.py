"""Every order of eight payment notices: do all of them end with the same balances?"""
