"""The WSGI entry of the portal."""

import os

from django.core.wsgi import get_wsgi_application

from paraphe.web.entrance import keep_to_utf8

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "paraphe.config.settings")
application = keep_to_utf8(get_wsgi_application())
