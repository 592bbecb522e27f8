"""One settings file for the embedded installation (SQLite and files) and for production (PostgreSQL, Redis, S3).

Every variable is described in the README. Production is whatever has a PostgreSQL database: there the secrets must be
given, while the embedded installation makes its own on first use and keeps them in `VAR_DIR`.
"""

from pathlib import Path
from urllib.parse import urlsplit

import sentry_sdk
from csp.constants import NONCE, NONE, SELF

from crm.env import ROOT, address, boolean, env, integer, kept_secret, refuse, structured

# --- Where things are -------------------------------------------------------------------------------------------------
BASE_DIR = ROOT
VAR_DIR = Path(env.str("VAR_DIR", "") or ROOT / "var").resolve()
VAR_DIR.mkdir(parents=True, exist_ok=True)
DATABASE_URL = address("DATABASE_URL", f"sqlite:///{VAR_DIR}/blindcopy.sqlite3", ("sqlite", "postgresql", "postgres"))
EMBEDDED = DATABASE_URL.startswith("sqlite:")
PORT = integer("PORT", 8000, least=1, most=65535)
BIND_HOST = env.str("BIND_HOST", "127.0.0.1")
BASE_URL = address("BASE_URL", f"http://127.0.0.1:{PORT}", ("http", "https")).rstrip("/")
SECURE = BASE_URL.startswith("https://")

# --- Secrets ----------------------------------------------------------------------------------------------------------
DEBUG = boolean("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", "") or (kept_secret(VAR_DIR, "secret_key") if EMBEDDED else "")
if not SECRET_KEY:
    refuse("SECRET_KEY", "is missing; set it to a long random value that you keep.")
ANYMAIL_WEBHOOK_SECRET = env.list("ANYMAIL_WEBHOOK_SECRET", default=[])
if not EMBEDDED and not ANYMAIL_WEBHOOK_SECRET:
    refuse("ANYMAIL_WEBHOOK_SECRET", "is missing; set it to user:password, as given to your mail provider.")
if any(":" not in pair for pair in ANYMAIL_WEBHOOK_SECRET):
    refuse("ANYMAIL_WEBHOOK_SECRET", "must be user:password (two of them, with a comma between, while you rotate).")
INBOUND_DOMAIN = env.str("INBOUND_DOMAIN", "in.blindcopy.localhost" if EMBEDDED else "").strip().lower()
if not INBOUND_DOMAIN or "@" in INBOUND_DOMAIN:
    refuse("INBOUND_DOMAIN", "must be the domain of the logging addresses, such as in.example.com.")

# --- Django -----------------------------------------------------------------------------------------------------------
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[urlsplit(BASE_URL).hostname or "", "127.0.0.1", "localhost", "[::1]"]
)
CSRF_TRUSTED_ORIGINS = [BASE_URL]
INSTALLED_APPS = [
    "emaillog",
    "emaillog.searching",
    "contacts",
    "contacts.searching",
    "crm",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "anymail",
    "csp",
    "django_htmx",
    "ninja",
    "template_partials",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "crm.middleware.LanguageMiddleware",
    "crm.middleware.TimezoneMiddleware",
    "crm.returning.NotAllowedMiddleware",
    "crm.middleware.AccountMiddleware",
    "emaillog.away.StorageMiddleware",
]
ROOT_URLCONF = "crm.urls"
WSGI_APPLICATION = "crm.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "crm.frame.frame",
            ],
        },
    },
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [ROOT / "locale"]
FORMAT_MODULE_PATH = "crm.formats"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [ROOT / "static"]
WHITENOISE_USE_FINDERS = DEBUG
SILENCED_SYSTEM_CHECKS = [
    "templates.E003",  # template_partials wraps the loaders of the app directories itself
    "security.W019",  # our own pages frame the body of a mail
]

# --- Database, cache, queue, files ------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url_config(DATABASE_URL) | {"CONN_MAX_AGE": 600}}
if EMBEDDED:
    # IMMEDIATE: without it concurrent writers fail with "database is locked" instead of waiting their turn.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
CACHES = {
    "default": env.cache_url_config(
        address("CACHE_URL", f"filecache://{VAR_DIR}/cache", ("filecache", "redis", "rediss", "locmemcache", "dbcache"))
    )
}
CELERY_BROKER_URL = address(
    "CELERY_BROKER_URL", "filesystem://", ("filesystem", "redis", "rediss", "amqp", "amqps", "sqs")
)
BROKER_DIR = VAR_DIR / "broker"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Path | int]
if CELERY_BROKER_URL.startswith("filesystem:"):
    for folder in ("queue", "control"):
        (BROKER_DIR / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": BROKER_DIR / "queue",
        "data_folder_out": BROKER_DIR / "queue",
        "control_folder": BROKER_DIR / "control",
    }
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
else:
    # A broker that is away must not hold up a door: the row is kept, and the sweeper rings again.
    CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 5}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 8
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Else Celery opens a connection for every task, which costs more than the task: crm.celery renews them as Django does.
CELERY_DB_REUSE_MAX = 1_000_000_000
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "schedule")
SWEEP_SECONDS = integer("SWEEP_SECONDS", 5, least=1, most=600)
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "emaillog.tasks.sweep", "schedule": SWEEP_SECONDS, "options": {"expires": SWEEP_SECONDS}},
    "purge": {"task": "emaillog.tasks.purge", "schedule": 86_400, "options": {"expires": 3600}},
    "collect_orphans": {"task": "emaillog.tasks.collect_orphans", "schedule": 86_400, "options": {"expires": 3600}},
}
STORAGE_URL = address("STORAGE_URL", f"file://{VAR_DIR}/files", ("file", "s3"))
# Bytes of attachments that an account may keep, unless its own row says otherwise; 0: as many as it likes.
ACCOUNT_QUOTA_BYTES = integer("ACCOUNT_QUOTA_BYTES", 0)
STORAGES = {
    "default": {"BACKEND": "emaillog.storage.backend"},
    "staticfiles": {"BACKEND": "crm.staticfiles.QuicklyCompressed" if EMBEDDED else "crm.staticfiles.Hashed"},
}

# --- Mail -------------------------------------------------------------------------------------------------------------
SMTP_HOST = env.str("SMTP_HOST", "127.0.0.1")
SMTP_PORT = integer("SMTP_PORT", 2525, least=1, most=65535)
SMTP_TLS_CERTIFICATE = env.str("SMTP_TLS_CERTIFICATE", "")
SMTP_TLS_KEY = env.str("SMTP_TLS_KEY", "")
# Whose Authentication-Results are believed (RFC 8601: its authserv-id); without a name nobody's are.
AUTHSERV_ID = env.str("AUTHSERV_ID", "").strip().lower()
MAX_MESSAGE_BYTES = integer("MAX_MESSAGE_BYTES", 150 * 2**20, least=2**20)
MIN_FREE_BYTES = integer("MIN_FREE_BYTES", MAX_MESSAGE_BYTES * 3 // 2 + 2 * 2**30)
# How long an attempt may take before another worker may try the same message: longer than any honest one needs.
ATTEMPT_LEASE_SECONDS = integer("ATTEMPT_LEASE_SECONDS", 60, least=1, most=540)
ANYMAIL = {"WEBHOOK_SECRET": ANYMAIL_WEBHOOK_SECRET} | {
    name.removeprefix("ANYMAIL_"): structured(name, value)
    for name, value in env.ENVIRON.items()
    if name.startswith("ANYMAIL_") and name not in {"ANYMAIL_WEBHOOK_SECRET", "ANYMAIL_BACKEND"}
}
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"Blindcopy <no-reply@{INBOUND_DOMAIN}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 10  # seconds: some mails are sent while a person waits
outgoing = env.email_url_config(
    address(
        "EMAIL_URL",
        f"filemail://{VAR_DIR}/outbox",
        ("smtp", "smtps", "smtp+tls", "smtp+ssl", "filemail", "consolemail", "memorymail"),
    )
)
if "EMAIL_FILE_PATH" in outgoing and outgoing["EMAIL_BACKEND"].endswith("filebased.EmailBackend"):
    outgoing["EMAIL_FILE_PATH"] = f"/{outgoing['EMAIL_FILE_PATH'].lstrip('/')}"  # django-environ makes it relative
globals().update({name: value for name, value in outgoing.items() if name != "OPTIONS"})
if env.str("ANYMAIL_BACKEND", ""):
    EMAIL_BACKEND = f"anymail.backends.{env.str('ANYMAIL_BACKEND')}.EmailBackend"

# --- Sign-in ----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "crm.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
ACCOUNT_ADAPTER = "crm.signin.ClosedSignup"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # users come by invitation or from an administrator, never by themselves
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a code that changed while it was typed still counts (RFC 6238 section 5.2)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE

# --- What a browser is told -------------------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
    },
}

# --- Watching ---------------------------------------------------------------------------------------------------------
LOGGING_CONFIG = "crm.logs.configure"
LOGGING = {"json": not EMBEDDED}
METRICS_TOKEN = env.str("METRICS_TOKEN", "")
SENTRY_DSN = env.str("SENTRY_DSN", "")
if SENTRY_DSN:
    # Local variables hold mail and addresses: they must not leave the house with a stack trace.
    sentry_sdk.init(SENTRY_DSN, send_default_pii=False, include_local_variables=False, max_request_body_size="never")
