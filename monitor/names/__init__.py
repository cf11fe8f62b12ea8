"""PURE: names across spellings and scripts: matching, transliteration, East Asian names, who holds
which office; persons in running text and the base forms of their names, both learnt.
"""
