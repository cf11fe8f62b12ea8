"""Files and pages → articles: encodings, markup, canonical addresses."""
