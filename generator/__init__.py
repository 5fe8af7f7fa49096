"""Beatbook: records of local policing programmes, checked, and the site made of them."""

__version__ = "0.1.0"
