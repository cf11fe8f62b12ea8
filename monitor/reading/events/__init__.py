"""What happened: acts and stage, day, outcomes, figures, keywords, and what is background or not
real.
"""
