"""What becoming administrator says in French: errors and their way out. The events are told in `sentences`."""

from paraphe.web.problems import Problem

EVENTS: dict[str, str] = {}

PROBLEMS: dict[str, Problem] = {
    "access.candidacy.wrong_state": Problem(
        "Cette candidature n’attend plus cela",
        "Elle a été décidée, retirée, contestée, ou son temps est passé. Rien n’a été fait.",
        "Ouvrez-la pour voir où elle en est.",
    ),
    "access.candidacy_unknown": Problem(
        "Candidature inconnue", "Cette candidature n’existe pas, ou pas ici."
    ),
    "access.candidacy_decided": Problem(
        "Cette candidature est déjà décidée",
        "{by} a répondu avant vous : la première décision vaut. Rien n’a été fait.",
        "Ouvrez la candidature pour voir la décision et son moment.",
    ),
    "access.candidacy_voiced": Problem(
        "Vous avez déjà donné votre accord",
        "Votre organisme demande deux accords, de deux personnes différentes. Rien n’a été fait.",
        "Un autre administrateur doit donner le second.",
    ),
    "access.candidacy_by_key": Problem(
        "Une candidature par clé ne se refuse pas",
        "La clé est envoyée par courrier à l’organisme : elle prouve par elle-même. Rien n’a été fait.",
        "Si quelque chose n’est pas normal, contestez-la : elle est gelée aussitôt.",
    ),
    "access.candidacy_not_due": Problem(
        "Ce n’est pas encore le moment", "Le délai de cette candidature court encore. Rien n’a été fait."
    ),
    "access.candidacy_same_path": Problem(
        "C’est déjà la voie choisie", "Votre candidature suit déjà cette voie. Rien n’a changé."
    ),
    "access.candidacy_no_space": Problem(
        "Personne n’administre encore cet organisme",
        "Son espace n’est pas ouvert : il n’y a pas d’administrateur pour vous répondre.",
        "Inscrivez l’organisme : vous en serez le premier administrateur, sur preuve.",
    ),
    "access.candidacy_space_closed": Problem(
        "L’espace de cet organisme est fermé",
        "Il a été fermé par ses administrateurs : on ne peut plus y candidater.",
        "Demandez à l’aide du portail ce qui est possible.",
    ),
    "access.candidacy_email": Problem(
        "Votre adresse n’est pas encore vérifiée",
        "Les administrateurs doivent pouvoir vous répondre à une adresse qui est bien la vôtre.",
        "Ouvrez le lien du message reçu à l’inscription, puis revenez.",
    ),
    "access.candidacy_factor_fresh": Problem(
        "Votre second facteur est trop récent",
        "Remplacé après une perte, il doit attendre vingt-quatre heures avant un acte qui donne un pouvoir.",
        "Revenez demain, ou demandez à un administrateur de confirmer ce remplacement.",
    ),
    "access.candidacy_needless": Problem(
        "Vous administrez déjà ces établissements",
        "Il n’y a rien de plus à demander pour ce que vous avez choisi.",
        "Ouvrez votre organisme pour agir.",
    ),
    "access.candidacy_suspended": Problem(
        "Votre accès à cet organisme est suspendu",
        "Tant qu’il l’est, vous ne pouvez pas candidater.",
        "Un administrateur de l’organisme peut le rétablir.",
    ),
    "access.candidacy_open": Problem(
        "Votre candidature existe déjà",
        "Vous avez déjà demandé à administrer cet organisme, et la réponse est attendue.",
        "Ouvrez votre candidature pour la suivre, changer de voie ou la retirer.",
    ),
    "access.candidacy_too_many": Problem(
        "Trois candidatures attendent déjà",
        "Une personne ne peut pas en avoir plus de trois en attente à la fois.",
        "Attendez une réponse, ou retirez l’une d’elles.",
    ),
    "access.candidacy_throttled": Problem(
        "Trop de candidatures en un jour",
        "Vous avez fait beaucoup de demandes depuis hier, même retirées.",
        "Revenez demain.",
    ),
    "access.candidacy_place": Problem(
        "Il manque un établissement",
        "Choisissez un établissement au moins, parmi ceux de cet organisme.",
    ),
    "access.candidacy_place_closed": Problem(
        "Cet établissement est fermé",
        "Le répertoire Sirene dit qu’un des établissements choisis est fermé.",
        "Choisissez un établissement ouvert.",
    ),
    "access.candidacy_refused_lately": Problem(
        "Un refus date de moins de sept jours",
        "Un administrateur a refusé votre dernière candidature : attendez sept jours pour les solliciter à nouveau.",
        "La clé envoyée par courrier reste possible dès maintenant.",
    ),
    "access.candidacy_nobody": Problem(
        "Aucun administrateur ne peut répondre",
        "Il n’y a pas d’administrateur en activité qui puisse décider de ce que vous demandez.",
        "Choisissez la clé envoyée par courrier.",
    ),
    "access.candidacy_too_few": Problem(
        "Deux accords sont demandés, une seule personne peut répondre",
        "Cet organisme demande l’accord de deux administrateurs, et un seul est en activité pour cela.",
        "Choisissez la clé envoyée par courrier.",
    ),
    "access.key_without_address": Problem(
        "Aucun courrier ne peut partir à cette adresse",
        "Le répertoire Sirene ne donne pas l’adresse complète de cet établissement.",
        "Choisissez un autre établissement, ou l’accord d’un administrateur.",
    ),
    "access.key_too_many": Problem(
        "Trois clés vous ont déjà été postées ce mois-ci",
        "On ne peut pas en demander plus de trois en trente jours.",
        "Choisissez l’accord d’un administrateur, ou attendez.",
    ),
    "access.key_running": Problem(
        "Une clé peut encore arriver",
        "La dernière clé postée n’est ni usée, ni brûlée, ni revenue. Rien n’a été fait.",
        "Tapez-la dès que vous l’avez reçue.",
    ),
    "access.key_not_posted": Problem(
        "La clé n’est pas encore partie",
        "Votre courrier attend d’être imprimé : aucune clé ne peut encore être la bonne. Cet essai ne compte pas.",
        "Attendez de recevoir la lettre.",
    ),
    "access.key_wrong": Problem(
        "Ce n’est pas la bonne clé",
        "La clé tapée n’est pas celle de votre lettre. Essais restants : {left}.",
        "Relisez la lettre : douze signes, dans l’ordre ; les tirets et les majuscules ne comptent pas.",
    ),
    "access.key_burnt": Problem(
        "Cette clé ne vaut plus rien",
        "C’était le cinquième essai faux : la clé est détruite, et les administrateurs le savent.",
        "Demandez une nouvelle clé depuis votre candidature.",
    ),
    "access.key_over": Problem(
        "Cette clé ne sert plus",
        "Elle a déjà servi, elle a été remplacée, détruite, ou ses soixante jours sont passés. Rien n’a été fait.",
        "Ouvrez votre candidature pour voir où elle en est ou demander une nouvelle clé.",
    ),
    "access.contest_already": Problem(
        "C’est déjà contesté",
        "La personne est gelée, et une seconde preuve lui est demandée. Rien n’a été fait.",
        "Attendez la décision ; un administrateur peut aussi retirer la personne.",
    ),
    "access.contest_needless": Problem(
        "Vous n’avez pas à contester cette candidature",
        "Elle attend l’accord d’un administrateur : sans accord, elle ne donne rien.",
        "Refusez-la, avec votre motif.",
    ),
    "access.contest_late": Problem(
        "Il est trop tard pour contester",
        "On conteste un nouvel administrateur pendant les soixante jours qui suivent sa nomination.",
        "Vous pouvez suspendre son accès ou le retirer, comme pour tout administrateur.",
    ),
}
