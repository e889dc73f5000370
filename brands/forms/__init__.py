"""Forms of brands: identity, and the rows of their parts."""
