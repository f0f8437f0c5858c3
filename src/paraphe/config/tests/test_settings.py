"""What the settings promise for a real deployment and for a local one."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from paraphe.config.databases import read_address

PRODUCTION = {
    "PARAPHE_ORIGIN": "https://portail.example",
    "PARAPHE_SECRET_KEY": "k3y-of-production-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF",
    "PARAPHE_MAIL_HOST": "mail.example",
    "DATABASE_URL": "postgresql://app:secret@db.example/paraphe?sslmode=verify-full",
    **{
        f"PARAPHE_OPERATOR_{name}": "Syndicat d’exemple"
        for name in ("NAME", "ADDRESS", "PHONE", "PUBLISHER", "HOST")
    },
    **{f"PARAPHE_OPERATOR_{name}": "contact@portail.example" for name in ("EMAIL", "DATA_PROTECTION")},
    **{f"PARAPHE_OPERATOR_{name}": "contact@portail.example" for name in ("ACCESSIBILITY", "SECURITY")},
    "PARAPHE_OPERATOR_SOURCE_URL": "https://portail.example/source",
}
SHOWN = [
    "SESSION_COOKIE_NAME",
    "SESSION_COOKIE_SECURE",
    "SESSION_COOKIE_SAMESITE",
    "SESSION_COOKIE_HTTPONLY",
    "CSRF_COOKIE_NAME",
    "DEBUG",
    "ALLOWED_HOSTS",
    "SECURE_SSL_REDIRECT",
    "SECURE_HSTS_SECONDS",
    "EMAIL_BACKEND",
]


def run_python(code: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run code with the portal's settings in an environment of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", code],
        env={
            **kept,
            "PARAPHE_VAR": str(folder),
            "DJANGO_SETTINGS_MODULE": "paraphe.config.settings",
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def read_settings(folder: Path, **environment: str) -> dict[str, object]:
    """The shown settings in that environment."""
    code = "import json; from django.conf import settings as s; "
    code += f"print(json.dumps({{name: getattr(s, name) for name in {SHOWN}}}))"
    done = run_python(code, folder, **environment)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_check_deploy_in_production_is_silent(tmp_path: Path) -> None:
    code = "from django.core.management import execute_from_command_line as run; "
    code += "run(['', 'check', '--deploy', '--fail-level', 'WARNING'])"
    done = run_python(code, tmp_path, **PRODUCTION)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_read_settings_in_production_closes_cookies(tmp_path: Path) -> None:
    shown = read_settings(tmp_path, **PRODUCTION)
    assert shown["SESSION_COOKIE_NAME"] == "__Host-session"
    assert shown["CSRF_COOKIE_NAME"] == "__Host-csrf"
    assert shown["SESSION_COOKIE_SECURE"] is shown["SESSION_COOKIE_HTTPONLY"] is True
    assert shown["SESSION_COOKIE_SAMESITE"] == "Lax"
    assert shown["DEBUG"] is False
    assert shown["ALLOWED_HOSTS"] == ["portail.example"]
    assert shown["SECURE_SSL_REDIRECT"] is True
    assert str(shown["EMAIL_BACKEND"]).endswith("smtp.EmailBackend")


def test_read_settings_without_environment_suits_this_machine(tmp_path: Path) -> None:
    shown = read_settings(tmp_path)
    assert shown["ALLOWED_HOSTS"] == ["localhost"]
    assert shown["SESSION_COOKIE_NAME"] == "session"
    assert shown["DEBUG"] is False
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_draw_secret_by_two_processes_keeps_one(tmp_path: Path) -> None:
    code = "from django.conf import settings; print(settings.SECRET_KEY)"
    said = {run_python(code, tmp_path).stdout for _ in range(2)}
    assert len(said) == 1
    assert len(said.pop().strip()) > 50


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "postgresql://u:p%40@h:6432/b?sslmode=require",
            ("b", "u", "p@", "h", "6432", {"sslmode": "require"}),
        ),
        ("host=/run/pg dbname=b user=u", ("b", "u", None, "/run/pg", None, {})),
    ],
)
def test_read_address_of_either_form_names_its_parts(address: str, expected: tuple[object, ...]) -> None:
    read = read_address(address)
    assert (
        tuple(read.get(name) for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")) == expected
    )
