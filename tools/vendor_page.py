"""Writes static/VENDOR.md: what the built files are made of, their size and their sha256."""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "static" / "dist"
USES = {
    "govuk-frontend": "form controls: Sass of the controls used, scripts of character count and error summary",
    "sass": "builds app.css (not shipped)",
    "esbuild": "builds app.js (not shipped)",
}


def package_rows(modules: Path) -> list[str]:
    """One table row a package."""
    rows = []
    for name, use in USES.items():
        about = json.loads((modules / name / "package.json").read_text(encoding="utf-8"))
        rows.append(f"| {name} | {about['version']} | {about['license']} | {use} |")
    return rows


def file_rows() -> list[str]:
    """One table row a built file."""
    rows = []
    for path in sorted(DIST.iterdir()):
        content = path.read_bytes()
        packed = len(gzip.compress(content, 9)) / 1024
        rows.append(f"| dist/{path.name} | {len(content):,} | {packed:.1f} | `{hashlib.sha256(content).hexdigest()}` |")
    return rows


def main() -> None:
    """Write the page."""
    lines = [
        "# Built and foreign files",
        "",
        "Everything under `dist/` is built from `frontend/` by `make vendor` (`frontend/build.sh`) and committed,",
        "so that a machine without Node runs the product. Change the sources, never the built files. They contain no",
        "font, no image and no address of another host. htmx 4 comes with the Python package django-htmx and is served",
        "from there.",
        "",
        "| Package | Version | Licence | Use |",
        "| --- | --- | --- | --- |",
        *package_rows(Path(sys.argv[1]) / "node_modules"),
        "",
        "| File | Bytes | gzip KiB | sha256 |",
        "| --- | --- | --- | --- |",
        *file_rows(),
        "",
        "`brand/mark.svg` and the icons in `config/ui/icons.py` were drawn for this product.",
        "",
    ]
    (ROOT / "static" / "VENDOR.md").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
