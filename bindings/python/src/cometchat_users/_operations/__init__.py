"""The operations by their nouns: each method is a declaration over `call`."""
