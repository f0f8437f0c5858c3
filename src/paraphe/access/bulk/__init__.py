"""Rights by file: what a file asks, what it would change, and the file that says what is. Reads only.

`columns` knows the layouts, `reading` makes asks of lines, `planning` compares them with what runs, `exporting` writes
the same columns. The verbs are in `services.bulk`.
"""
