"""A form with each kind of control."""

from django import forms

from paraphe.web.forms import DayField


class SampleForm(forms.Form):
    """Every control of the theme once."""

    name = forms.CharField(label="Nom", help_text="Comme sur la pièce d’identité", max_length=40)
    email = forms.EmailField(label="Courriel professionnel")
    service = forms.ChoiceField(
        label="Service", choices=[("dsn", "DSN mensuelle"), ("dat", "Accident du travail")]
    )
    level = forms.ChoiceField(
        label="Niveau",
        choices=[("consult", "Consulter"), ("sign", "Signer")],
        widget=forms.RadioSelect,
    )
    sites = forms.MultipleChoiceField(
        label="Établissements",
        choices=[("a", "Mairie (siège)"), ("b", "Camping des Saules")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    ends_on = DayField(label="Fin du droit", help_text="Par exemple 31 12 2027")
    reason = forms.CharField(label="Motif", required=False, widget=forms.Textarea)
    read = forms.BooleanField(label="J’ai lu le résumé")
    level.choice_hints = {"consult": "Voir et télécharger", "sign": "Remplir, signer et déposer"}  # type: ignore[attr-defined]
