"""Outputs of a finished Book, one module a format."""
