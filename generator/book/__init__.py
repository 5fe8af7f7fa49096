"""The book: everything that outputs need, put together once."""
