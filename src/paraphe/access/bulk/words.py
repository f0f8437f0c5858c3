"""What a file of rights is told in French: each fault with its remedy, each note. Pure."""

from paraphe.access.bulk.findings import Fault, Note

FAULTS: dict[str, tuple[str, str]] = {
    "columns_extra": (
        "la ligne a plus de cases que le fichier n’a de colonnes",
        "Retirez les cases en trop, ou mettez entre guillemets celle qui contient un point-virgule.",
    ),
    "column_unknown": (
        "cette colonne n’est pas un service connu",
        "Écrivez le code du service, tel que l’export le donne, ou retirez la colonne.",
    ),
    "email_missing": ("l’adresse manque", "Écrivez l’adresse nominative de la personne."),
    "email_malformed": ("cette adresse n’est pas complète", "Écrivez-la comme prenom.nom@mairie-exemple.fr."),
    "email_generic": (
        "cette adresse est celle d’un service, que plusieurs personnes lisent",
        "Écrivez l’adresse nominative de la personne.",
    ),
    "name_missing": (
        "cette personne n’est pas encore ici, et il manque son nom ou son prénom",
        "Écrivez les deux : elle sera invitée avec ses droits.",
    ),
    "name_long": ("ce nom est trop long", "Quatre-vingts signes au plus."),
    "person_unknown": (
        "personne ici n’a cette adresse : il n’y a rien à lui retirer",
        "Corrigez l’adresse, ou retirez la ligne.",
    ),
    "person_by_name": (
        "personne ici ne porte ce nom",
        "Corrigez-le, ou ajoutez une colonne « Adresse électronique » : la personne sera invitée.",
    ),
    "person_ambiguous": (
        "plusieurs personnes portent ce nom ici",
        "Ajoutez une colonne « Adresse électronique » pour dire laquelle.",
    ),
    "siret_missing": ("le SIRET manque", "Écrivez les 14 chiffres, ou « tous »."),
    "siret_rounded": (
        "votre tableur a arrondi ce SIRET, ses derniers chiffres sont perdus",
        "Mettez la colonne au format texte, puis écrivez les 14 chiffres de nouveau.",
    ),
    "siret_malformed": ("ce n’est pas un SIRET", "Écrivez les 14 chiffres, ou « tous »."),
    "siret_key": ("ce SIRET contient une faute de frappe", "Comparez-le à l’avis de situation Sirene."),
    "siret_elsewhere": (
        "cet établissement est celui d’un autre organisme",
        "Retirez la ligne, ou envoyez-la dans l’espace de cet organisme.",
    ),
    "siret_unknown": (
        "cet établissement n’est pas dans l’espace de l’organisme",
        "Vérifiez le SIRET ; un établissement neuf paraît après la mise à jour du répertoire.",
    ),
    "place_closed": ("cet établissement est fermé", "Retirez la ligne, ou visez celui qui lui succède."),
    "out_of_scope": (
        "vous n’administrez pas cet établissement",
        "Retirez la ligne, ou confiez-la à un administrateur de tout l’organisme.",
    ),
    "service_unknown": ("ce service n’existe pas", "Écrivez son code, tel que l’export le donne."),
    "service_not_offered": ("ce service n’est pas ouvert à votre versant", "Retirez la ligne."),
    "level_unknown": (
        "ce niveau n’existe pas",
        "Écrivez consulter, préparer ou signer ; « aucun » pour retirer le droit.",
    ),
    "level_not_offered": ("ce service n’a pas ce niveau", "Choisissez un niveau que le service propose."),
    "day_malformed": ("cette date ne se lit pas", "Écrivez-la comme 31/12/2027."),
    "day_past": ("cette fin est passée", "Mettez une date à venir, ou « aucun » pour retirer le droit."),
    "day_order": ("la fin est avant le début", "Corrigez l’une des deux dates."),
    "day_far": ("cette fin est dans plus de trois ans", "Trois ans au plus : avancez-la."),
    "end_missing": ("le début est dans plus d’un an et la fin manque", "Écrivez la date de fin."),
    "switch_unknown": ("cette case ne contient ni 1 ni 0", "1 ouvre, 0 retire, vide ne change rien."),
    "own_right": (
        "ce droit serait pour vous-même, et un autre administrateur est là",
        "Demandez-lui de vous le donner.",
    ),
    "given_by_two": (
        "votre organisme a choisi que ce droit soit donné par deux administrateurs",
        "Donnez-le depuis la fiche de la personne : un autre administrateur le confirmera.",
    ),
    "line_repeats": ("cette ligne répète la ligne {other}", "Gardez l’une des deux."),
    "line_contradicts": ("cette ligne contredit la ligne {other}", "Gardez celle qui est juste."),
}
NOTES: dict[str, str] = {
    "padded": "colonne {value} : un nombre a retrouvé ses zéros de tête",
    "column_ignored": "la colonne « {value} » n’est pas lue",
    "names_differ": "le nom diffère de celui du compte, {value} : le compte garde le sien",
    "closed_already": "ce droit ne court pas : rien à retirer",
    "starts_today": "le début est passé : le droit commencera quand vous appliquerez",
    "required_added": "le droit nécessaire est ajouté : {value}",
    "required_missing": "ce droit attendra celui-ci, que le fichier ne donne pas : {value}",
    "everywhere_stays": "{value} garde un droit sur tous les établissements, que ce modèle ne retire pas",
}


def tell_fault(fault: Fault) -> tuple[str, str]:
    """(what is wrong, what to do), in French."""
    sentence, remedy = FAULTS[fault.code]
    return sentence.format(other=fault.other), remedy


def tell_note(note: Note) -> str:
    """A note, in French."""
    return NOTES[note.code].format(value=note.value)
