"""What an article is sure to say: candidates for each field, each with what speaks for it, and a
confidence that is calibrated on labelled readouts.

`judge` is the way in; a module a field lists candidates and their features; `confidence` weighs
them with the numbers of data/claims.toml, which `bench/train_claims.py` writes.
"""
