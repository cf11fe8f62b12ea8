"""Feeds → articles: when to ask (`http.schedule`), asking (`client`, `http`), parsing (`parse`, in
processes of its own), what is new (`decide`), remembering (`store`). The only package that reads
what strangers wrote as bytes.
"""
