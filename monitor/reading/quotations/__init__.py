"""Who says what: sentence roles, attribution, whole quotations."""
