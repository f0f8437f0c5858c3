"""`python -m paraphe.cli`."""

from paraphe.cli import main

main(prog_name="paraphe")
