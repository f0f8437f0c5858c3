"""The WSGI entry of the portal."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from paraphe.config.memory import settle_memory
from paraphe.web.entrance import keep_to_utf8

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "paraphe.config.settings")
application = keep_to_utf8(get_wsgi_application())
get_resolver().url_patterns  # noqa: B018 (loads every page now rather than at the first request)
settle_memory()
