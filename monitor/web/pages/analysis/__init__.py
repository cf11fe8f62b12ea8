"""Pages for looking closer: lists with filters, people, countries and bodies, who met whom, where,
what comes up, and what two countries' outlets tell.
"""
