"""Tidy tables of the records, what their columns mean, and what is drawn of them."""
