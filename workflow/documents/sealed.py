"""Checks a sealed case file without the system that made it, with Python alone.

    python check.py FILE.zip [HASH]

Every file is held against the manifest, every event against the one before it. HASH is the hash of the manifest as
the system tells it on its public page; with it, a manifest that was rewritten as a whole is found too. This very text
lies in every sealed file as ``check.py``, so nothing but the standard library may be imported here.
"""

import hashlib
import json
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MANIFEST = "manifest.json"
EVENTS = "events.json"
CHUNK = 1024 * 1024
LARGEST_TEXT = 64 * CHUNK
MOST_FILES = 10_000
WORDS = {
    "unreadable": "is not a ZIP file that can be read",
    "no_manifest": "has no manifest that can be read",
    "missing": "is missing",
    "added": "does not belong to it",
    "doubled": "is there twice",
    "altered": "was altered",
    "event_missing": "is missing in the chain of events",
    "event_order": "does not follow the event before it",
    "event_altered": "was altered in the chain of events",
    "other_seal": "is not the manifest that was sealed",
}


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where: a file, or an event as ``kind/subject version n``."""

    code: str
    where: str


@dataclass(frozen=True)
class Finding:
    """The hash of the manifest ("" where there is none) and everything that is wrong."""

    manifest: str
    faults: tuple[Fault, ...]


def check_archive(source: Any) -> Finding:
    """Check a ZIP file (a path or an open file); memory does not grow with the files in it."""
    try:
        with zipfile.ZipFile(source) as archive:
            return _check(archive)
    except (zipfile.BadZipFile, OSError, RuntimeError):
        return Finding("", (Fault("unreadable", "ZIP"),))


def _check(archive: zipfile.ZipFile) -> Finding:
    names = [entry.filename for entry in archive.infolist()]
    if len(names) > MOST_FILES:
        return Finding("", (Fault("unreadable", "ZIP"),))
    raw = _text(archive, MANIFEST)
    try:
        listed = {str(one["path"]): (int(one["size"]), str(one["sha256"])) for one in json.loads(raw)["files"]}
    except (ValueError, KeyError, TypeError):
        return Finding("", (Fault("no_manifest", MANIFEST),))
    faults = [Fault("doubled", name) for name in sorted(set(names)) if names.count(name) > 1]
    faults += [Fault("added", name) for name in sorted(set(names) - set(listed) - {MANIFEST})]
    for path, (size, digest) in sorted(listed.items()):
        if path not in names:
            faults.append(Fault("missing", path))
        elif _digest(archive, path, size) != digest:
            faults.append(Fault("altered", path))
    faults += list(_chain_faults(_text(archive, EVENTS)))
    return Finding(hashlib.sha256(raw).hexdigest(), tuple(faults))


def _text(archive: zipfile.ZipFile, name: str) -> bytes:
    """A small file of the archive as far as it can be read; nothing where it cannot."""
    try:
        with archive.open(name) as content:
            return content.read(LARGEST_TEXT)
    except (KeyError, zipfile.BadZipFile, OSError, ValueError, RuntimeError, EOFError):
        return b""
    except Exception as error:  # a broken deflate stream raises zlib.error
        if type(error).__name__ != "error":
            raise
        return b""


def _digest(archive: zipfile.ZipFile, name: str, size: int) -> str:
    """sha256 of a file, read in pieces and never further than it should be long; "" where it cannot be read."""
    found, read = hashlib.sha256(), 0
    try:
        with archive.open(name) as content:
            while piece := content.read(CHUNK):
                read += len(piece)
                if read > size:
                    return ""
                found.update(piece)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, EOFError):
        return ""
    except Exception as error:
        if type(error).__name__ != "error":
            raise
        return ""
    return found.hexdigest() if read == size else ""


def _chain_faults(raw: bytes) -> Iterator[Fault]:
    """Each event's hash is taken over the hash before it, a line break, and its body."""
    try:
        subjects = json.loads(raw)["subjects"] if raw else []
        for subject in subjects:
            yield from _subject_faults(subject)
    except (ValueError, KeyError, TypeError):
        yield Fault("event_altered", EVENTS)


def _subject_faults(subject: dict[str, Any]) -> Iterator[Fault]:
    name, previous, expected = f"{subject['kind']}/{subject['subject']}", "", 0
    for event in subject["events"]:
        where = f"{name} version {event['version']}"
        if not _fits(event):
            yield Fault("event_altered", where)
        if event["version"] > expected:
            yield Fault("event_missing", f"{name} version {expected}")
        elif event["version"] < expected or event["prev_hash"] != previous:
            yield Fault("event_order", where)
        previous, expected = event["hash"], event["version"] + 1
    if previous != subject["head"]:
        yield Fault("event_missing", f"{name} version {expected}")


def _fits(event: dict[str, Any]) -> bool:
    """Whether the hash is that of the body, and the body tells of this version."""
    digest = hashlib.sha256(f"{event['prev_hash']}\n{event['body']}".encode()).hexdigest()
    return bool(digest == event["hash"] and json.loads(event["body"])["version"] == event["version"])


def main(arguments: list[str]) -> int:
    """Say what is wrong, line by line; 0 when nothing is."""
    if not arguments:
        sys.stdout.write(f"{__doc__}\n")
        return 2
    finding = check_archive(arguments[0])
    faults = list(finding.faults)
    if len(arguments) > 1 and arguments[1].lower() != finding.manifest:
        faults.append(Fault("other_seal", MANIFEST))
    for fault in faults:
        sys.stdout.write(f"FAULT  {fault.where} {WORDS[fault.code]}\n")
    sys.stdout.write(f"Hash of the manifest: {finding.manifest}\n")
    sys.stdout.write("NOT INTACT\n" if faults else "INTACT\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
