"""PURE: what the world is made of: countries, places, organisations, offices, acts, themes, and the
words that mean them.
"""
