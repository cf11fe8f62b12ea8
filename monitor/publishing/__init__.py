"""Editions: composed once, logged, handed to delivery, amended in place."""
