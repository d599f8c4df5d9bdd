#!/usr/bin/env bash
# Builds static/dist from frontend/ and writes static/VENDOR.md. Needs Node and npm; running the product needs neither.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(dirname "$here")"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

cp "$here/package.json" "$work/"
[ -f "$here/package-lock.json" ] && cp "$here/package-lock.json" "$work/"
(cd "$work" && npm install --ignore-scripts --no-audit --no-fund --silent)
cp -r "$here/scss" "$here/js" "$work/"

mkdir -p "$root/static/dist"
(cd "$work" && npx --no-install sass --no-source-map --style=compressed --no-charset --load-path=node_modules scss/main.scss "$root/static/dist/app.css")
(cd "$work" && node node_modules/esbuild/bin/esbuild js/app.js --bundle --minify --format=iife --target=es2020 --legal-comments=none --log-level=warning \
  --outfile="$root/static/dist/app.js")
"${PYTHON:-python3}" "$root/tools/vendor_page.py" "$work"
