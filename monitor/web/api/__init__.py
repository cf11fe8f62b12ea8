"""The same documents for programs: every page under /api, described as OpenAPI, and a stream of
stories as they change.
"""
