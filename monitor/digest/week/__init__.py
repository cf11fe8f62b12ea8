"""What the last seven days were about: the week's threads, as data and as a picture."""
