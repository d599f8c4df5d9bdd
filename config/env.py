"""Every environment variable the product reads: its type, its default and what it is for.

The dataclass is the only place that knows a variable's name; settings read the dataclass, and the configuration
table of the README is printed from it. Nothing else may read `os.environ`.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any, Final

DESCRIPTION: Final = "description"
PARSER: Final = "parser"
SHOWN_DEFAULT: Final = "shown_default"

TRUE_WORDS: Final = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS: Final = frozenset({"0", "false", "no", "off"})

LOCAL: Final = "local"
PRODUCTION: Final = "production"
LEAST_KEY_LENGTH: Final = 50
SEALING_KEY_BYTES: Final = 32


class ConfigurationFault(Exception):
    """The environment cannot be used; the message is one clear sentence for the person who starts the product."""


def _text(name: str, value: str) -> str:
    return value


def _flag(name: str, value: str) -> bool:
    word = value.strip().lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise ConfigurationFault(f"{name} must be true or false, not {value!r}.")


def _number(name: str, value: str) -> int:
    if not value.strip().isdecimal():
        raise ConfigurationFault(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def _words(name: str, value: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in value.split(",") if word.strip())


def _environment(name: str, value: str) -> str:
    if value not in {LOCAL, PRODUCTION}:
        raise ConfigurationFault(f"{name} must be {LOCAL} or {PRODUCTION}, not {value!r}.")
    return value


def _keys(name: str, value: str) -> tuple[str, ...]:
    """Keys of 32 bytes in base64; the message never repeats what was given."""
    found = _words(name, value)
    for key in found:
        try:
            length = len(base64.urlsafe_b64decode(key.encode("ascii")))
        except (binascii.Error, ValueError):
            length = 0
        if length != SEALING_KEY_BYTES:
            raise ConfigurationFault(f"{name} must hold keys of 32 random bytes in base64, separated by commas.")
    return found


def _variable(description: str, parser: Callable[[str, str], Any], default: Any, *, shown: str = "") -> Any:
    """Declare one variable; `shown` replaces the default in the printed table where the default is derived."""
    return field(default=default, metadata={DESCRIPTION: description, PARSER: parser, SHOWN_DEFAULT: shown})


@dataclass(frozen=True, kw_only=True)
class Environment:
    """The whole configuration of one installation, typed. An attribute `x_y` is the variable `X_Y`."""

    environment: str = _variable(
        "`local` for trying out and developing on one machine, `production` for a real office.", _environment, LOCAL
    )
    secret_key: str = _variable(
        "Signs sessions and links. Required in production, at least 50 characters.",
        _text,
        "",
        shown="local: made once and kept in `DATA_DIR`",
    )
    counselling_key: tuple[str, ...] = _variable(
        "Seals the notes of counselling: 32 random bytes in base64; after a change the new one first, the old ones"
        " behind it. Without it production offers no counselling. Not part of a backup: keep it elsewhere.",
        _keys,
        (),
        shown="local: made once and kept in `DATA_DIR`",
    )
    debug: bool = _variable("Shows tracebacks in the browser. Refused in production.", _flag, default=False)
    demo: bool | None = _variable(
        "Demo people, demo clock and the switcher on the sign-in page. Refused in production.",
        _flag,
        None,
        shown="`true` when local, else `false`",
    )
    app_name: str = _variable("Name of the product on every page and in mail.", _text, "Kinerja Bangko")
    allowed_hosts: tuple[str, ...] = _variable(
        "Host names served, separated by commas. Required in production.", _words, (), shown="local: this machine only"
    )
    csrf_trusted_origins: tuple[str, ...] = _variable(
        "Origins (scheme and host) allowed to post forms when a proxy changes the host.", _words, ()
    )
    trusted_proxies: int = _variable(
        "How many proxies stand in front and set X-Forwarded-For and X-Forwarded-Proto.", _number, 0
    )
    host: str = _variable("Address that `make run` listens on.", _text, "127.0.0.1")
    port: int = _variable("Port that `make run` listens on.", _number, 8000)
    data_dir: str = _variable("Folder of the SQLite database, uploaded files and the local key.", _text, "var")
    database_url: str = _variable(
        "PostgreSQL, as `postgres://user:password@host:5432/name`. Empty means SQLite in `DATA_DIR`.", _text, ""
    )
    database_pool_size: int = _variable(
        "Most PostgreSQL connections that one process keeps open; 0 opens one for each request.", _number, 10
    )
    redis_url: str = _variable("Redis for live updates between processes. Empty means in memory.", _text, "")
    email_url: str = _variable(
        "Mail server, as `smtp://user:password@host:587` (`smtps`: TLS from the start). Empty: mail is printed.",
        _text,
        "",
    )
    public_url: str = _variable(
        "Address printed in documents, as `https://kinerja.example.go.id`, where anybody can check them.",
        _text,
        "",
        shown="the first of `ALLOWED_HOSTS`",
    )
    office_place: str = _variable("Place from which official letters are dated.", _text, "Bangko")
    mail_from: str = _variable("Sender of every mail.", _text, "kinerja@localhost")
    log_level: str = _variable("Least level that is logged: DEBUG, INFO, WARNING or ERROR.", _text, "INFO")

    @property
    def is_production(self) -> bool:
        return self.environment == PRODUCTION

    @property
    def public_address(self) -> str:
        """Where people reach the product, without a closing slash."""
        if self.public_url:
            return self.public_url.rstrip("/")
        return f"https://{self.allowed_hosts[0]}" if self.allowed_hosts else f"http://{self.host}:{self.port}"

    @property
    def shows_demo(self) -> bool:
        """Whether demo features exist at all: never in production."""
        return not self.is_production if self.demo is None else self.demo


def read(variables: Mapping[str, str]) -> Environment:
    """Read and check the environment; raises ConfigurationFault with a sentence that names the variable."""
    values: dict[str, Any] = {}
    for declared in fields(Environment):
        name = declared.name.upper()
        raw = variables.get(name, "")
        if raw.strip():
            values[declared.name] = declared.metadata[PARSER](name, raw)
    environment = Environment(**values)
    _refuse_unsafe_production(environment)
    return environment


def _refuse_unsafe_production(environment: Environment) -> None:
    if not environment.is_production:
        return
    if environment.debug:
        raise ConfigurationFault("DEBUG must be off in production: it would show data of people in error pages.")
    if environment.shows_demo:
        raise ConfigurationFault("DEMO must be off in production: it would let anybody sign in as anybody.")
    if not environment.secret_key:
        raise ConfigurationFault("SECRET_KEY is missing: set it to at least 50 random characters before starting.")
    if len(environment.secret_key) < LEAST_KEY_LENGTH:
        raise ConfigurationFault("SECRET_KEY is too short: set it to at least 50 random characters.")
    if not environment.allowed_hosts:
        raise ConfigurationFault("ALLOWED_HOSTS is missing: name the host names that this installation serves.")
    if "*" in environment.allowed_hosts:
        raise ConfigurationFault("ALLOWED_HOSTS must name the hosts: '*' would accept links to any host.")


@dataclass(frozen=True)
class VariableRow:
    """One row of the configuration table."""

    name: str
    kind: str
    default: str
    description: str


KINDS: Final[dict[Any, str]] = {
    _text: "text",
    _flag: "true or false",
    _number: "whole number",
    _words: "list",
    _keys: "list",
    _environment: "choice",
}


def variable_rows() -> tuple[VariableRow, ...]:
    """Every variable in the order of its declaration."""
    return tuple(_row(declared) for declared in fields(Environment))


def _row(declared: Field[Any]) -> VariableRow:
    default = declared.metadata[SHOWN_DEFAULT]
    if not default:
        bare = "" if declared.default is MISSING else declared.default
        shown = str(bare).lower() if isinstance(bare, bool) else str(bare or ("0" if bare == 0 else ""))
        default = f"`{shown}`" if shown and shown != "()" else "empty"
    return VariableRow(
        name=declared.name.upper(),
        kind=KINDS[declared.metadata[PARSER]],
        default=default,
        description=declared.metadata[DESCRIPTION],
    )
