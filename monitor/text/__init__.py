"""PURE: what a text is made of: tokens, sentences, folding, stems, word lists, quotation marks, its
language.
"""
