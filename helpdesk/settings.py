"""Django's settings, from the environment only (env.SETTINGS has the list, docs/operate.md explains it)."""

from __future__ import annotations

import datetime as dt
import os
import pathlib
from typing import Any
from urllib.parse import urlsplit

import django_stubs_ext

from helpdesk import connections, keys
from helpdesk.env import Environment, SettingError
from helpdesk.places import Places
from inbox.api import settings as api

django_stubs_ext.monkeypatch()  # so that models.BinaryField[bytes, bytes] also runs

env = Environment()
BASE_DIR = pathlib.Path(__file__).resolve().parent.parent
DATA_DIR = pathlib.Path(env.text("DATA_DIR", str(BASE_DIR / "var"))).expanduser().absolute()
PROCESS_ROLE = os.environ.get("PROCESS_ROLE", "")  # set by manage.py: web, worker, … ; decides how connections are kept
PORT = env.number("PORT", 8000, low=1)
HOST = env.text("HOST", "127.0.0.1")
DEBUG = False

# -- where things are: both URLs, or neither and the engines are embedded
PLACES = Places(DATA_DIR)
DATABASE_URL = env.url("DATABASE_URL", schemes=("postgresql", "postgres"))
REDIS_URL = env.url("REDIS_URL", schemes=("redis", "rediss", "unix"))
EMBEDDED = not DATABASE_URL
if bool(DATABASE_URL) != bool(REDIS_URL):
    given, missing = ("DATABASE_URL", "REDIS_URL") if DATABASE_URL else ("REDIS_URL", "DATABASE_URL")
    raise SettingError(f"{given} is set but {missing} is not; set both, or neither for the embedded ones")
if EMBEDDED:
    DATABASE_URL, REDIS_URL = PLACES.database_url, PLACES.redis_url
DEMO = env.flag("DEMO", default=EMBEDDED)

PUBLIC_URL = env.origin("PUBLIC_URL", env.text("PUBLIC_URL", f"http://localhost:{PORT}"))
SECURE = PUBLIC_URL.startswith("https:")
SECRET_KEY, FIELD_KEYS = keys.load(env, DATA_DIR, required=not EMBEDDED)
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0, high=10)
MAX_UPLOAD_BYTES = env.number("MAX_UPLOAD_MB", 25, low=1, high=1000) * 2**20
ALLOW_PRIVATE_HOSTS = env.choice("ALLOW_PRIVATE_HOSTS", "mail", of=("mail", "none", "all"))
CONSOLE_DIR = BASE_DIR / "frontend" / "console" / "dist"
CHAT_DIR = BASE_DIR / "frontend/widget/dist"
GUIDES_DIR = BASE_DIR / "docs" / "channels"
LOG_LEVEL = env.choice("LOG_LEVEL", "info", of=("debug", "info", "warning", "error")).upper()

# -- system mail; without a server the demo keeps it in DATA_DIR/outbox (manage.py mailsink)
SMTP_URL = env.url("SMTP_URL", schemes=("smtp", "smtps", "smtp+starttls"))
MAILSINK_PORT = (PORT + 10000 if PORT < 55536 else PORT - 10000) if DEMO and not SMTP_URL else None
if MAILSINK_PORT:
    SMTP_URL = f"smtp://127.0.0.1:{MAILSINK_PORT}"
locals().update(connections.mail(SMTP_URL))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("MAIL_FROM", f"Janice <no-reply@{urlsplit(PUBLIC_URL).hostname}>")
EMAIL_SUBJECT_PREFIX = ""

ALLOWED_HOSTS = [urlsplit(PUBLIC_URL).hostname or "", "localhost", "127.0.0.1", "[::1]"]
ROOT_URLCONF = "helpdesk.urls"
ASGI_APPLICATION = "helpdesk.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "locale"]
APPEND_SLASH = True

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "channels",
    "rest_framework",
    "drf_spectacular",
    "knox",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.headless",
    "inbox",
    "connectors",
    "helpdesk",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "helpdesk.health.health_middleware",
    "helpdesk.static.StaticFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {"default": connections.database(DATABASE_URL, role=PROCESS_ROLE, pool=env.number("DB_POOL", 8, low=1))}
CACHES = {
    "default": {
        "BACKEND": "helpdesk.cache.RedisOrLocalCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 1.0},
    }
}
CHANNEL_LAYERS = {
    "default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}}
}

CELERY_BROKER_URL = connections.broker(REDIS_URL)
# A nudge that finds no Redis gives up at once: its caller has committed, and a sweep will find the row.
CELERY_BROKER_TRANSPORT_OPTIONS = {"max_retries": 0, "socket_connect_timeout": 2.0}
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CONCURRENCY = env.number("WORKER_CONCURRENCY", 2, low=1, high=256)
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5.0
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_DB_REUSE_MAX = 1000
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "helpdesk.beat:LeaderScheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 5

AUTH_USER_MODEL = "inbox.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "helpdesk.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # admins make accounts
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
HEADLESS_ONLY = True
HEADLESS_CLIENTS = ("browser",)
HEADLESS_FRONTEND_URLS = {
    "account_confirm_email": f"{PUBLIC_URL}/verify/{{key}}",
    "account_reset_password": f"{PUBLIC_URL}/reset",
    "account_reset_password_from_key": f"{PUBLIC_URL}/reset/{{key}}",
    "account_signup": f"{PUBLIC_URL}/sign-in",
}
MFA_ADAPTER = "helpdesk.two_steps.TwoStepsAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Janice"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
REST_FRAMEWORK, SPECTACULAR_SETTINGS = api.REST_FRAMEWORK, api.SPECTACULAR_SETTINGS
KNOX_TOKEN_MODEL = "knox.AuthToken"  # noqa: S105 -- named, because our own tables refer to it
REST_KNOX = {"AUTH_HEADER_PREFIX": "Bearer", "TOKEN_TTL": dt.timedelta(days=365)}
STATIC_URL = "/static/"
STATICFILES_DIRS = [
    (name, folder) for name, folder in (("console", CONSOLE_DIR), ("chat", CHAT_DIR)) if folder.is_dir()
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/console/assets/.+-[\w-]{8,}\.\w+$"  # Vite puts a hash into the name

# -- what browsers are told
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_AGE = 14 * 24 * 3600
# cookies ignore ports: two copies on one machine must not sign each other out
SESSION_COOKIE_NAME = "__Host-sessionid" if SECURE else f"sessionid_{urlsplit(PUBLIC_URL).port or 80}"
CSRF_COOKIE_NAME = "__Host-csrftoken" if SECURE else "csrftoken"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'", "'unsafe-inline'"],  # Mantine sets styles on elements
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        "connect-src": ["'self'", PUBLIC_URL.replace("http", "ws", 1)],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 20

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stream": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stream"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "django.request": {"level": "ERROR"},  # the 404s of strangers are no news
        "celery": {"level": "WARNING" if LOG_LEVEL == "INFO" else LOG_LEVEL},
        "uvicorn": {"level": "WARNING" if LOG_LEVEL == "INFO" else LOG_LEVEL},
        "httpx": {"level": "WARNING"},
        "mail.log": {"level": "WARNING"},
    },
}
