"""Views of rights: each reads the request, calls one verb or selector, renders."""
