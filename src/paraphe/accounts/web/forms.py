"""Forms of the accounts pages; what they refuse about passwords and addresses is said by the verbs' own
errors.
"""

from typing import Any

from django import forms

CODE = {
    "inputmode": "numeric",
    "autocomplete": "one-time-code",
    "class": "input-m input-code",
    "spellcheck": "false",
}
ANY_CODE = {"autocomplete": "one-time-code", "class": "input-m input-code", "spellcheck": "false"}


def email_field(label: str, **kwargs: Any) -> forms.EmailField:
    """An address, filled by the browser."""
    widget = forms.EmailInput({"autocomplete": "username", "spellcheck": "false"})
    return forms.EmailField(label=label, max_length=254, widget=widget, **kwargs)


def password_field(label: str, autocomplete: str, **kwargs: Any) -> forms.CharField:
    """A password, never sent back to the page; spaces at its ends are part of it."""
    widget = forms.PasswordInput({"autocomplete": autocomplete})
    return forms.CharField(label=label, max_length=1000, strip=False, widget=widget, **kwargs)


class LogInForm(forms.Form):
    """What one knows: an address and a password."""

    email = email_field("Adresse électronique")
    password = password_field("Mot de passe", "current-password")


class FactorForm(forms.Form):
    """A code of the application, or a recovery code."""

    code = forms.CharField(
        label="Code",
        max_length=40,
        widget=forms.TextInput(ANY_CODE),
        help_text="Les 6 chiffres de votre application d’authentification, ou un code de secours.",
    )


class TotpForm(forms.Form):
    """The first code of an application being set up."""

    code = forms.CharField(
        label="Code affiché par l’application",
        max_length=20,
        widget=forms.TextInput(CODE),
        help_text="6 chiffres, renouvelés toutes les 30 secondes.",
    )


class PasskeyForm(forms.Form):
    """A passkey being enrolled: its name, and the answer written by the page's script."""

    label = forms.CharField(
        label="Nom de cette clé",
        max_length=100,
        initial="Mon appareil",
        help_text="Pour la reconnaître plus tard, par exemple « Ordinateur du bureau ».",
    )
    answer = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)

    def clean_answer(self) -> str:
        """The answer, without which there is nothing to enrol."""
        answer = str(self.cleaned_data["answer"])
        if not answer:
            raise forms.ValidationError(
                "Votre appareil n’a pas répondu. Recommencez, ou choisissez une application."
            )
        return answer


class EmailForm(forms.Form):
    """An address alone."""

    email = email_field("Adresse électronique")


class NewEmailForm(forms.Form):
    """The new address of the account."""

    email = email_field(
        "Nouvelle adresse électronique", help_text="Une adresse à votre nom, pas une boîte de service."
    )


def name_field(label: str, autocomplete: str) -> forms.CharField:
    """One part of a person's name."""
    return forms.CharField(label=label, max_length=80, widget=forms.TextInput({"autocomplete": autocomplete}))


class NameForm(forms.Form):
    """The name of the person."""

    given_name = name_field("Prénom", "given-name")
    family_name = name_field("Nom", "family-name")

    @property
    def names(self) -> dict[str, str]:
        """The two answers, once valid."""
        return {name: str(self.cleaned_data[name]) for name in ("given_name", "family_name")}


class NameRequestForm(NameForm):
    """A correction asked of the administrators, who must know why."""

    reason = forms.CharField(
        label="Motif",
        max_length=300,
        help_text="Par exemple : mariage, erreur de saisie. Votre administrateur le lit avant de décider.",
    )


class RegisterForm(NameForm):
    """Somebody asks for an account."""

    email = email_field(
        "Adresse électronique",
        help_text="Une adresse à votre nom, professionnelle de préférence : une boîte de service est refusée.",
    )
    terms = forms.BooleanField(label="J’accepte les conditions d’utilisation")
    field_order = ("given_name", "family_name", "email", "terms")

    @property
    def asked(self) -> dict[str, str]:
        """The three answers, once valid."""
        return {**self.names, "email": str(self.cleaned_data["email"])}


class NewPasswordForm(forms.Form):
    """A new password, typed twice."""

    password = password_field(
        "Nouveau mot de passe",
        "new-password",
        help_text="12 signes au moins. Ni mot courant, ni votre nom, ni votre adresse. Une phrase convient bien.",
    )
    again = password_field("Le même mot de passe, encore une fois", "new-password")

    def clean_again(self) -> str:
        """The two must be the same."""
        again = str(self.cleaned_data["again"])
        if again != self.cleaned_data.get("password"):
            raise forms.ValidationError("Les deux mots de passe diffèrent.")
        return again


class OpenAccountForm(NameForm, NewPasswordForm):
    """The account is opened: names read again, a password typed twice."""

    field_order = ("given_name", "family_name", "password", "again")

    @property
    def given(self) -> dict[str, str]:
        """What the verb is given, once valid."""
        return {**self.names, "password": str(self.cleaned_data["password"])}


class ChangePasswordForm(NewPasswordForm):
    """The present password, then the new one."""

    current = password_field("Mot de passe actuel", "current-password")
    field_order = ("current", "password", "again")


class RecoveryTextForm(forms.Form):
    """The codes just shown, given back by their own page so that the browser can save them as a file."""

    codes = forms.RegexField(
        r"^([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}\s+){9}[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}\s*$"
    )
