"""One function per thing a person can do: pages, API, commands and jobs all come through here."""
