"""A Reading and the open stories → a Verdict with its evidence. Pure: no network, clock, chance or
disk but its own data.

traits      what of an article decides whether two tell one story, kept for every open story
weights     the learnt numbers (`data/weights.toml`), one per factor
index       which open stories could be meant: an inverted index, never a scan
compare     one article against one article: the factors, each explainable in words
judge       the verdict: new, unsure, or one of a story's articles
novelty     duplicate or development, and the facts that are new
late        the second look: articles that should move, stories that should be one
links       the stories that an article's background recalls
"""
