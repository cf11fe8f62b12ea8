"""Reading on several processes or machines: what is pure in taking articles goes ahead of what
decides and writes, with the same results in the same order.
"""
