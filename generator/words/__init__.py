"""Words for people, and the characters that they are made of."""
