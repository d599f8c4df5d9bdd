"""The settings that run. Values that differ between installations come from `config.env`; the rest is decided here."""

from __future__ import annotations

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from config.env import read
from config.keys import local_counselling_key, local_secret_key
from config.settings import api, databases, logs, mail, security

BASE_DIR = Path(__file__).resolve().parent.parent.parent
ENVIRONMENT = read(os.environ)
DATA_DIR = (BASE_DIR / ENVIRONMENT.data_dir).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

APP_NAME = ENVIRONMENT.app_name
PUBLIC_URL = ENVIRONMENT.public_address
OFFICE_PLACE = ENVIRONMENT.office_place
PRODUCTION = ENVIRONMENT.is_production
DEMO = ENVIRONMENT.shows_demo
DEMO_SIGN_IN_GROUPS = "config.demo.personas.sign_in_groups"
DEBUG = ENVIRONMENT.debug
SECRET_KEY = ENVIRONMENT.secret_key or local_secret_key(DATA_DIR)
# Where nothing is set in production there is no key, and so no counselling: a key beside the data would protect little.
COUNSELLING_KEYS = ENVIRONMENT.counselling_key or (() if PRODUCTION else (local_counselling_key(DATA_DIR),))
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts) or ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = list(ENVIRONMENT.csrf_trusted_origins)

OWN_APPS = ["workflow", "organization", "cases", "appraisal", "notifications"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "channels",
    "rest_framework",
    "drf_spectacular",
    "guardian",
    "axes",
    "csp",
    "django_htmx",
    "django_tasks",
    *databases.queue_apps(ENVIRONMENT),
    *OWN_APPS,
    "config",
]

MIDDLEWARE = [
    "config.middleware.ArrivalMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.RequestLogMiddleware",
    "config.middleware.CleanAddressMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.confidential.ConfidentialMiddleware",
    "config.middleware.LanguageMiddleware",
    "config.middleware.DemoClockMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "organization.middleware.OwnPasswordFirstMiddleware",
    "config.middleware.ErrorTableMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.product",
                "config.context.frame",
            ],
        },
    }
]

DATABASES = {"default": databases.default_database(ENVIRONMENT, data_dir=DATA_DIR)}
CHANNEL_LAYERS = databases.channel_layers(ENVIRONMENT)
REDIS_URL = ENVIRONMENT.redis_url
TASKS = databases.task_backends(ENVIRONMENT)
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTH_USER_MODEL = "organization.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "organization.authentication.NipOrUsernameBackend",
    "guardian.backends.ObjectPermissionBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/accounts/login/"
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
GUARDIAN_MONKEY_PATCH_GROUP = False

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
if not PRODUCTION:
    STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [path for path in [BASE_DIR / "static"] if path.is_dir()]
# Embedded: files are served from where they stand. Production: collected, compressed and named by content.
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# No address leads to uploads: a view hands each one out after asking the policy.
MEDIA_ROOT = DATA_DIR / "media"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

# Being listed in browsers for ever is for the owner of the whole domain to decide.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
CONTENT_SECURITY_POLICY = security.CONTENT_SECURITY_POLICY
REST_FRAMEWORK = api.REST_FRAMEWORK
SPECTACULAR_SETTINGS = api.SPECTACULAR_SETTINGS
LOGGING = logs.logging_settings(ENVIRONMENT.log_level)
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from
SERVER_EMAIL = ENVIRONMENT.mail_from

_TOPICS = {**security.AXES, **security.HEADERS, **security.transport(ENVIRONMENT), **mail.mail_settings(ENVIRONMENT)}
globals().update(_TOPICS)
