"""What a verification needs: the evidence, and the declaration's file where the evidence does not hold it."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

MAX_SIZE = 25 * 1024 * 1024
TOO_BIG = (
    "Ce fichier dépasse 25 Mo\u00a0: vérifiez-le chez vous avec «\u00a0paraphe-verify\u00a0», "
    "qui n’a pas cette limite."
)


def check_size(file: "UploadedFile[bytes]") -> None:
    """Refuse what this page would have to hold in memory."""
    if (file.size or 0) > MAX_SIZE:
        raise ValidationError(TOO_BIG)


class VerifyForm(forms.Form):
    """A container, and the original file of a récépissé."""

    container = forms.FileField(
        label="Récépissé ou dossier (.asice)",
        help_text="25 Mo au plus.",
        validators=[check_size],
        error_messages={
            "required": "Choisissez le fichier .asice à vérifier.",
            "empty": "Ce fichier est vide.",
            "invalid": "Choisissez un fichier sur votre ordinateur.",
            "missing": "Choisissez le fichier .asice à vérifier.",
        },
    )
    content = forms.FileField(
        label="Fichier de la déclaration",
        help_text="Pour un récépissé\u00a0: le fichier déposé, non compressé. Le dossier complet le contient déjà.",
        required=False,
        validators=[check_size],
        error_messages={"empty": "Ce fichier est vide."},
    )
