"""All settings in one module; each environment variable is read once and explained where it is read."""

import os
import secrets
from importlib.util import find_spec
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

env = environ.Env()
PACKAGE = Path(__file__).resolve().parent.parent

# HERVEST_HOME: the folder with everything this installation owns: SQLite file and key file.
HOME = Path(env.str("HERVEST_HOME", default="var")).resolve()
# HERVEST_DEMO: logins of the demo with one click; only `hervest demo` sets it.
DEMO = env.bool("HERVEST_DEMO", default=False)
# The password of everybody who stands ready in the demo: its pages say it, and outside the demo nobody has it.
DEMO_PASSWORD = "welkom in molenveen"  # noqa: S105
# HERVEST_DEBUG: Django's own error pages, for developers.
DEBUG = env.bool("HERVEST_DEBUG", default=False)
# HERVEST_ALLOWED_HOSTS: names under which the server is reached, separated by commas.
ALLOWED_HOSTS = env.list("HERVEST_ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
# HERVEST_PROCESSES: how many processes serve; 0: one for each processor, four at most.
PROCESSES = env.int("HERVEST_PROCESSES", default=0) or min(4, os.cpu_count() or 1)
# HERVEST_HTTPS: served behind TLS, so cookies are marked secure and HSTS is sent.
HTTPS = env.bool("HERVEST_HTTPS", default=False)

KEY_FILE = HOME / "key"
# Without a key file nothing that is signed outlives the process; `hervest serve` refuses to start then.
SECRET_KEY = KEY_FILE.read_text("utf-8", "replace").strip() if KEY_FILE.exists() else secrets.token_urlsafe(50)
if not SECRET_KEY.isascii() or not SECRET_KEY:
    raise ImproperlyConfigured(f"{KEY_FILE} holds no key: put the copy of it back that was kept")

# DATABASE_URL: postgres://user@host/name; without it, or empty, SQLite in HERVEST_HOME.
SQLITE = f"sqlite:///{HOME / 'hervest.sqlite3'}"
DATABASE_URL = env.str("DATABASE_URL", default="") or SQLITE
NO_DATABASE = "DATABASE_URL names no database that can be used; it looks like postgres://user@host/name"
if not DATABASE_URL.startswith(("postgres://", "postgresql://", "sqlite://")):
    raise ImproperlyConfigured(NO_DATABASE)
try:
    DATABASES = {"default": env.db_url_config(DATABASE_URL)}
except ValueError:  # a port that is no number, brackets that do not close
    raise ImproperlyConfigured(NO_DATABASE) from None
if DATABASES["default"]["NAME"] in {"", ":memory:"}:  # what memory holds is gone with the command
    raise ImproperlyConfigured(NO_DATABASE)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # optimize: SQLite learns how its tables have grown, so that it picks the right index
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA optimize=0x10002;"
        ),
    }
else:
    DATABASES["default"]["ENGINE"] = "hervest.core.walled"  # every statement says how far it reaches (decision 21)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["CONN_MAX_AGE"] = 60  # seconds

# Counts of failed log-ins and locks: in files, so that all processes share them. What is counted is kept for a day.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": HOME / "cache",
        "TIMEOUT": 24 * 60 * 60,
        "OPTIONS": {"MAX_ENTRIES": 10_000},  # beyond it any of them is thrown out, a lock too
    }
}

ROOMS = [
    "hervest.core",
    "hervest.audit",
    "hervest.accounts",
    "hervest.documents",
    "hervest.notices",
    "hervest.journey",
    "hervest.households",
    "hervest.housing",
    "hervest.sponsorship",
    "hervest.knowledge",
    "hervest.guidance",
    "hervest.intake",
    "hervest.placement",
    "hervest.portal",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    *ROOMS,
]
if find_spec("django_linear_migrations"):
    INSTALLED_APPS.append("django_linear_migrations")  # developers only: no two branches meet in one migration

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # gone with who they are for

MIDDLEWARE = [
    "hervest.core.wall.WallMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "hervest.core.headers.HeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "hervest.accounts.request.ActorMiddleware",
]
ROOT_URLCONF = "hervest.config.urls"
WSGI_APPLICATION = "hervest.config.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "hervest.portal.frame.frame",
            ],
            "builtins": ["django.templatetags.i18n", "hervest.core.templatetags.components"],
            "string_if_invalid": "",
        },
    }
]

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "hervest.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 30 * 24 * 60 * 60  # seconds; how long a link works is said in accounts/settings_nl.toml
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "hervest.accounts.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
LOCK_OUT_SECONDS = 5 * 60
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",  # a whole town hall stands behind one address; failures have their own limit
    "login_failed": f"10/m/ip,5/{LOCK_OUT_SECONDS}s/key",
}
ACCOUNT_FORMS = {"reauthenticate": "hervest.accounts.factor_forms.PasswordAgainForm"}
MFA_ADAPTER = "hervest.accounts.factor_adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # who invites somebody vouches for the address; nobody signs up by themselves
MFA_TOTP_TOLERANCE = 1  # the clock of a phone may be half a minute off; a code is spent all the same (spend_code)
MFA_FORMS = {
    "authenticate": "hervest.accounts.factor_forms.CodeForm",
    "reauthenticate": "hervest.accounts.factor_forms.CodeAgainForm",
    "activate_totp": "hervest.accounts.factor_forms.AppForm",
    "add_webauthn": "hervest.accounts.factor_forms.PasskeyForm",
}

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds; how long a visit lasts is said in accounts/settings_nl.toml
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "hervest.portal.errors.csrf_failed"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the design system's style sheet draws icons from data addresses
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / room.split(".")[1] / "locale" for room in ROOMS]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 11 * 1024 * 1024  # no file that is taken waits on a disk (decision 47)
MOST_RECEIVED = 64 * 1024 * 1024  # of a file below it a form says that it is too large; more is not received at all

# HERVEST_MAIL_URL: the server that mails go out by, as smtp+tls://user:password@host:587; without it none is sent.
MAIL_URL = env.str("HERVEST_MAIL_URL", default="")
SENDS_MAIL = bool(MAIL_URL)
try:
    vars().update(env.email_url_config(MAIL_URL or "dummymail://"))
except (KeyError, ValueError, ImproperlyConfigured):
    raise ImproperlyConfigured(
        "HERVEST_MAIL_URL names no mail server; it looks like smtp+tls://user:password@host:587"
    ) from None
EMAIL_TIMEOUT = 20  # seconds
# HERVEST_MAIL_FROM: whom mails come from.
MAIL_FROM = env.str("HERVEST_MAIL_FROM", default="Hervest <hervest@localhost>")
# HERVEST_ADDRESS: where people find this installation, as https://hervest.example; stands in mails.
ADDRESS = env.str("HERVEST_ADDRESS", default="")

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "OPTIONS": {}}}

# HERVEST_SECURITY_CONTACT: where somebody who finds a hole reports it; stands in security.txt.
SECURITY_CONTACT = env.str("HERVEST_SECURITY_CONTACT", default="https://www.ncsc.nl/contact/kwetsbaarheid-melden")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"secret_paths": {"()": "hervest.core.secret_paths.SecretPaths"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["secret_paths"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR"}},
}
