"""From the tables of an editor to records: read, checked as a whole, and then written or not."""
