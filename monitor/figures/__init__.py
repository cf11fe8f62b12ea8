"""Numbers with what they count and how sure the text is of them. May import text and the model."""
