"""Evidence for figures: what a text states and whether a record agrees with it."""
