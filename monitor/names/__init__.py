"""Personal names in running text, learnt from labelled sentences: words → where a person is named."""
