"""Everything that is logged for ever, one type each: `stories_and_feeds`, and `deliveries` of what
reached whom.
"""
