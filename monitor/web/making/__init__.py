"""Making what is answered: from a question to the bytes of a page, away from the event loop."""
