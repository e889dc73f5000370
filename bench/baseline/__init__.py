"""What a page can cost at best: an empty WSGI answer, an empty Django view, a plain list."""
