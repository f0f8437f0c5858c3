"""What is asked of the person: one file."""

from django import forms


class DepositForm(forms.Form):
    """The file to deposit; its bytes are judged by the verb, not here."""

    file = forms.FileField(
        label="Fichier DSN",
        help_text="Le fichier produit par votre logiciel de paie, tel quel ou compressé (gzip). 200 Mo au plus, "
        "une fois décompressé.",
        error_messages={
            "required": "Choisissez le fichier à déposer.",
            "empty": "Le fichier est vide\u00a0: il ne contient aucune ligne.",
            "invalid": "Choisissez un fichier sur votre ordinateur.",
            "missing": "Choisissez le fichier à déposer.",
        },
        allow_empty_file=False,
    )
