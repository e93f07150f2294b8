"""Claims by the thousand, written as 837Ps, before judges that others wrote."""
