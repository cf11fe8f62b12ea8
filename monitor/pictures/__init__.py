"""Pictures, made on the server: small typed values in, SVG text out.

Nothing here knows the log, a page or a medium. Words come worded in the reader's language; colours
are classes of `data/pictures.css`, light and dark, so that a page may forbid inline style. Each
picture has a title and a description for who cannot see it, and `png.png_of` makes it a PNG.
"""
