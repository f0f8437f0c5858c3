"""The French of the room of rights: errors by code, events, states; one module a family of acts."""
