"""The pages of declarations, in the order of a filing's life."""
