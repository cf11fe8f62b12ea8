"""What is known, as data for others: typed rows of stories, accounts, claims and meetings, written
as CSV, lines of JSON, Parquet or ninjs while they are read, so that memory does not grow with them.
"""
