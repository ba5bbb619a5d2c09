"""Hand-overs that nobody stated: what speaks for them, the table of them, and what people decide."""
