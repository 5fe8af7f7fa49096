"""The records: their fields, how they are read, and what they refer to."""
