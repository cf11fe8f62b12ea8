"""Files and feeds → articles: fetching, parsing, politeness. The only package that reads what
strangers wrote as bytes.
"""
