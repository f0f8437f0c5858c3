"""`paraphe help search`: ranked entries as JSON or lines, and its exit codes."""

import json

from click.testing import CliRunner

from paraphe.cli import help as command
from paraphe.helpdesk.services import load_entries


def test_search_help_as_json_gives_ranked_entries(db: None) -> None:
    load_entries()
    done = CliRunner().invoke(command.help_group, ["search", "suprimer un colaborateur", "--json"])
    told = json.loads(done.stdout)
    assert done.exit_code == 0
    assert told["entries"][0] == {
        "slug": "supprimer-declarant",
        "title": "Mono/multi établissements\u00a0: Supprimer un collaborateur (déclarant)",
        "score": told["entries"][0]["score"],
        "act": "supprimer-declarant",
        "address": "/aide/supprimer-declarant/",
        "act_address": "/aller/supprimer-declarant",
    }
    scores = [entry["score"] for entry in told["entries"]]
    assert scores == sorted(scores, reverse=True)


def test_search_help_without_answer_exits_with_one(db: None) -> None:
    load_entries()
    done = CliRunner().invoke(command.help_group, ["search", "xylophone baroque"])
    assert (done.exit_code, done.stdout) == (1, "Aucune réponse.\n")
    done = CliRunner().invoke(command.help_group, ["search", "xylophone baroque", "--json"])
    assert json.loads(done.stdout)["entries"] == []
