"""Goods: the articles of a shop, which it keeps in a file."""
