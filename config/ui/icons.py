"""The own line icons: 24 × 24, one stroked path each. Always decorative: words carry the meaning."""

from __future__ import annotations

from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString

ICONS: Final[dict[str, str]] = {
    "home": "M4 11l8-7 8 7v9h-5v-6H9v6H4z",
    "tasks": "M4 6l1.5 1.5L8 5M4 12l1.5 1.5L8 11M4 18l1.5 1.5L8 17M11 6h9M11 12h9M11 18h9",
    "form": "M6 3h9l4 4v14H6zM14 3v5h5M9 12h7M9 16h7",
    "team": (
        "M9 11a3.5 3.5 0 100-7 3.5 3.5 0 000 7zM2.5 20c.4-4 3-6 6.5-6s6.1 2 6.5 6"
        "M16 4.5a3.5 3.5 0 010 6.5M17.5 14.3c2.3.7 3.7 2.6 4 5.7"
    ),
    "scales": "M12 4v16M7 20h10M5 7h14M5 7l-3 7h6zM19 7l-3 7h6z",
    "case": "M3 8h18v12H3zM9 8V5h6v3M3 13h18M12 12v2",
    "training": "M2 9l10-5 10 5-10 5zM6 11.5V16c1.5 1.6 3.5 2.5 6 2.5s4.5-.9 6-2.5v-4.5M22 9v6",
    "chart": "M4 4v16h16M8 16v-4M12 16V8M16 16v-6",
    "settings": "M4 7h10M18 7h2M4 17h2M10 17h10M16 9a2 2 0 100-4 2 2 0 000 4zM8 19a2 2 0 100-4 2 2 0 000 4z",
    "bell": "M6 16V11a6 6 0 0112 0v5l2 2H4zM10 21h4",
    "search": "M11 18a7 7 0 100-14 7 7 0 000 14zM16 16l5 5",
    "person": "M12 12a4 4 0 100-8 4 4 0 000 8zM4 21c.5-4.5 3.5-7 8-7s7.5 2.5 8 7",
    "more": "M4 12h2M11 12h2M18 12h2",
    "check": "M4 13l5 5L20 6",
    "cross": "M6 6l12 12M18 6L6 18",
    "clock": "M12 21a9 9 0 100-18 9 9 0 000 18zM12 7v5l3.5 2",
    "warning": "M12 4l9.5 16h-19zM12 10v4.5M12 17.5h.01",
    "info": "M12 21a9 9 0 100-18 9 9 0 000 18zM12 11v6M12 7.5h.01",
    "arrow": "M5 12h14M13 6l6 6-6 6",
    "back": "M19 12H5M11 6l-6 6 6 6",
    "up": "M12 19V5M6 11l6-6 6 6",
    "down": "M12 5v14M6 13l6 6 6-6",
    "chevron": "M6 9l6 6 6-6",
    "file": "M6 3h8l5 5v13H6zM14 3v5h5",
    "image": "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9h.01",
    "upload": "M12 16V4M7 9l5-5 5 5M4 16v4h16v-4",
    "download": "M12 4v12M7 11l5 5 5-5M4 16v4h16v-4",
    "edit": "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
    "return": "M9 14l-5-5 5-5M4 9h10a6 6 0 010 12h-3",
    "send": "M21 3L3 10.5l7 3.5zM21 3l-7.5 18-3.5-7z",
    "lock": "M6 11h12v10H6zM8.5 11V8a3.5 3.5 0 017 0v3",
    "eye": "M2 12c2.5-4.5 6-7 10-7s7.5 2.5 10 7c-2.5 4.5-6 7-10 7s-7.5-2.5-10-7zM12 15a3 3 0 100-6 3 3 0 000 6z",
    "calendar": "M4 6h16v15H4zM4 11h16M8 3v5M16 3v5",
    "link": "M10 14a4 4 0 005.7 0l3.3-3.3a4 4 0 00-5.7-5.7l-1 1M14 10a4 4 0 00-5.7 0L5 13.3a4 4 0 005.7 5.7l1-1",
    "flag": "M5 21V4h13l-2.5 4.5L18 13H5",
    "plus": "M12 5v14M5 12h14",
    "out": "M14 4H5v16h9M10 12h11M17 8l4 4-4 4",
    "language": "M12 21a9 9 0 100-18 9 9 0 000 18zM3 12h18M12 3c5 5.5 5 12.5 0 18M12 3c-5 5.5-5 12.5 0 18",
    "hand": "M12 20c4.5-3.2 8-6.3 8-10.2A4.3 4.3 0 0012 7.5 4.3 4.3 0 004 9.8C4 13.7 7.5 16.8 12 20z",
    "offline": (
        "M3 3l18 18M8.5 15.5a5 5 0 017 0M5 12a10 10 0 014-2.4M2 8.5A15 15 0 016.5 5.7"
        "M12 19h.01M13 9.2a10 10 0 016 2.8M11 4.6a15 15 0 0111 3.9"
    ),
    "filter": "M3 5h18l-7 8.5V20l-4-2v-4.5z",
    "key": "M8 16a4 4 0 100-8 4 4 0 000 8zM12 12h9v4M17 12v3",
    "units": "M9 3h6v5H9zM3 16h6v5H3zM15 16h6v5h-6zM12 8v4M6 16v-4h12v4",
    "rules": "M5 3h14v18H5zM9 8h6M9 12h6M9 16h3",
}


def icon(name: str) -> SafeString:
    """The drawing, hidden from screen readers. An unknown name is a fault of the page's author."""
    return format_html(
        '<svg class="icon" width="20" height="20" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        '<path d="{}"/></svg>',
        ICONS[name],
    )
