"""What is told of stories, laid out for looking: who met whom, where, when, and by whose account.

Only what the digest would tell stands here: `told` makes a story's facts of its accounts by the
digest's own rules, `refresh` keeps the tables, `facts.Facts` answers.
"""
