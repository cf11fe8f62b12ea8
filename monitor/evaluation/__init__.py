"""How well it is done: labelled articles, scores, mistakes, and what today's rules would do
differently.
"""
