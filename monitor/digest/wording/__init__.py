"""How things are said in the reader's language."""
