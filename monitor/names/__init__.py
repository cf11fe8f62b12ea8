"""PURE: names across spellings and scripts: matching, transliteration, East Asian names, who holds
which office.
"""
