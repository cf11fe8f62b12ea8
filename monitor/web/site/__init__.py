"""The pages as files, to be put on any host: the same handlers and templates, with addresses that
lead from file to file.
"""
