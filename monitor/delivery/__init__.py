"""Telling readers: the plan of what is owed, the sender that delivers it exactly once, and the
address book.
"""
