"""Ranking of brands from sparse figures, without claiming more than the figures carry."""
