"""The application a web server runs. Demo logins outside the demo stop it."""

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hervest.config.settings")
application = get_wsgi_application()

from django.conf import settings  # noqa: E402  # settings exist only from here on

from hervest.accounts.queries import has_demo_logins  # noqa: E402

if has_demo_logins() and not settings.DEMO:
    raise ImproperlyConfigured("this database holds logins of the demo; start it with `hervest demo`")
