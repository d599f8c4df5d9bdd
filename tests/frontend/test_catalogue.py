"""Every text of the frame and the components is in both languages."""

from __future__ import annotations

from tools.catalogues import Place, merged
from tools.extraction import texts_of

SHARED = ("templates/base.html", "templates/components", "templates/registration", "templates/errors", "config/ui")
MORE = ("config/navigation.py", "config/frame.py", "config/plots.py", "config/examples.py")


def test_no_text_of_the_design_system_is_left_in_english() -> None:
    mine = {text.singular for text in texts_of("config") if text.file.startswith(SHARED + MORE)}
    assert len(mine) > 200
    missing = []
    for message in merged(Place("config")):
        key = message.id[0] if isinstance(message.id, tuple) else message.id
        done = all(message.string) if isinstance(message.string, tuple | list) else message.string
        if key in mine and not done:
            missing.append(key)
    assert missing == []
