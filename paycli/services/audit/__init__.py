"""The proof of the books: replay everything and compare."""
