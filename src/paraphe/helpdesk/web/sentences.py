"""The French of this room's errors."""

from paraphe.web.problems import Problem

PROBLEMS = {
    "helpdesk.entry_unknown": Problem("Fiche inconnue", "Aucune fiche d’aide ne porte ce nom."),
    "helpdesk.ticket_unknown": Problem(
        "Demande inconnue", "Aucune de vos demandes ne porte cette référence."
    ),
    "helpdesk.piece_unknown": Problem("Fichier inconnu", "Cette demande n’a pas ce fichier."),
    "helpdesk.piece_lost": Problem(
        "Ce fichier ne peut pas être lu",
        "Ses octets manquent ou ont été modifiés. La demande, elle, est entière.",
        "Demandez à son auteur de l’envoyer de nouveau.",
    ),
    "helpdesk.text_unsound": Problem(
        "Ce texte ne convient pas",
        "Il est vide, ou il dépasse {longest} signes.",
        "Corrigez-le, puis envoyez.",
    ),
    "helpdesk.text_nir": Problem(
        "Retirez le numéro de sécurité sociale",
        "Votre texte semble contenir un numéro de sécurité sociale. L’assistance n’en a jamais besoin.",
        "Retirez-le, puis envoyez. Rien n’a été gardé.",
    ),
    "helpdesk.tickets_too_many": Problem(
        "Trop de demandes aujourd’hui",
        "Vous avez envoyé {most} demandes en vingt-quatre heures, le nombre que l’assistance peut suivre.",
        "Complétez une de vos demandes ouvertes, ou attendez demain. Rien n’a été envoyé.",
    ),
    "helpdesk.slot_refused": Problem(
        "Ce moment n’est plus proposé",
        "La demi-journée choisie pour vous rappeler n’est pas de celles qui sont proposées aujourd’hui.",
        "Choisissez-en une autre.",
    ),
    "helpdesk.pieces_too_many": Problem(
        "Trop de fichiers", "Cinq fichiers au plus accompagnent un message.", "Gardez les plus utiles."
    ),
    "helpdesk.piece_empty": Problem(
        "Fichier vide", "Le fichier « {name} » est vide.", "Choisissez-en un autre."
    ),
    "helpdesk.piece_too_big": Problem(
        "Fichier trop grand", "Le fichier « {name} » dépasse 5 Mo.", "Réduisez-le, ou envoyez-en une partie."
    ),
    "helpdesk.piece_kind": Problem(
        "Sorte de fichier refusée",
        "Le fichier « {name} » n’est ni un PDF, ni une image PNG ou JPEG, ni un texte (.txt).",
        "Convertissez-le, ou recopiez l’essentiel dans votre message.",
    ),
    "helpdesk.piece_content": Problem(
        "Fichier illisible",
        "Le contenu du fichier « {name} » n’est pas celui qu’annonce son nom.",
        "Enregistrez-le de nouveau dans un de ces formats : PDF, PNG, JPEG ou texte en UTF-8.",
    ),
    "helpdesk.piece_nir": Problem(
        "Retirez le numéro de sécurité sociale",
        "Le fichier « {name} » semble contenir un numéro de sécurité sociale.",
        "Retirez-le du fichier, puis envoyez. Rien n’a été gardé.",
    ),
    "helpdesk.ticket.wrong_state": Problem(
        "Cet acte ne convient plus",
        "La demande a changé entre-temps : quelqu’un l’a prise, y a répondu ou l’a fermée. Rien n’a été fait.",
        "Relisez-la, puis choisissez à nouveau.",
    ),
}
