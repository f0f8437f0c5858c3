"""The DSN engine: bytes in, report out. Pure: no Django, no network, no file but the tables of the norm."""
