"""Who may ask, how often, and how much: before a page is even looked for."""
