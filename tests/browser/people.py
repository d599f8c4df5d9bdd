"""One person at a browser: signing in, taking an offered step, waiting for the bell, asking axe."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

PATIENCE = 20_000
# What axe looks at: every element in its place with its attributes, and whether it says anything; no numbers, no ids.
STRUCTURE = """() => [...document.querySelectorAll('*')].map(node => [
    node.tagName,
    ...[...node.attributes].map(one => `${one.name}=${one.value}`),
    [...node.childNodes].some(child => child.nodeType === 3 && child.nodeValue.trim()) ? 'text' : '',
    getComputedStyle(node).display === 'none' ? 'hidden' : '',
  ].join(' ').replace(/[0-9a-f]{8}-[0-9a-f-]{27}|nonce=\\S+|[0-9]+/g, '#')).join('\\n')"""
# What sticks out of the window, innermost first; nothing where the page does not scroll sideways.
TOO_WIDE = """() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
  [...document.querySelectorAll('body *')].filter(node => node.getBoundingClientRect().right > window.innerWidth + 1)
    .slice(-3).map(node => node.outerHTML.slice(0, 160))"""
NAMELESS = re.compile(r"value=\S*|csrf\S*=\S*|content=\S*|data-user=\S*")


@dataclass
class Person:
    """A signed-in person with a window of their own; the first one is a phone."""

    name: str
    browser: Browser
    address: str
    width: int = 1280
    page: Page = field(init=False)
    told: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        context = self.browser.new_context(viewport={"width": self.width, "height": 860}, locale="id-ID")
        context.set_default_timeout(PATIENCE)
        self.page = context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.told.append(f"{self.page.url}: {error}"))

    def _hear(self, message: Any) -> None:
        """Errors of scripts and of the content policy; refused steps (4xx) are not errors of the page."""
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.told.append(f"{self.page.url}: {message.text}")

    def opens(self, path: str, *, check: bool = True) -> None:
        """Go to a page; it must answer, fit the window and pass axe."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.status == 200, (self.name, path, answer.status)
        if check:
            self.looks_right()

    def looks_right(self) -> None:
        """No sideways scroll, no violation; a page that is built as one before was is not asked about again."""
        too_wide = self.page.evaluate(TOO_WIDE)
        assert not too_wide, f"{self.page.url} scrolls sideways at {self.width} px: {too_wide}"
        built = NAMELESS.sub("", self.page.evaluate(STRUCTURE))
        if built in self.seen:
            return
        self.seen.add(built)
        found = Axe().run(self.page).response["violations"]
        self.violations += [f"{self.page.url}: {one['id']} ({one['nodes'][0]['target']})" for one in found]

    def signs_in(self, password: str, *, username: str = "") -> None:
        self.opens("/accounts/login/")
        self.page.fill("[name=username]", username or self.name)
        self.page.fill("[name=password]", password)
        self.page.press("[name=password]", "Enter")
        self.page.wait_for_url(re.compile(r"/$|/accounts/password/"))

    def chooses_password(self, old: str, new: str) -> None:
        for field_name, value in (("current", old), ("new", new), ("again", new)):
            self.page.fill(f"[name={field_name}]", value)
        self.page.press("[name=again]", "Enter")
        self.page.wait_for_url(re.compile(r"/$"))

    def takes(self, transition: str, *, within: str = "", **inputs: str) -> None:
        """Press the button of an offered step, giving what it asks for; the first one `within` a part of the page."""
        form = self.page.locator(f"{within} form:has(input[name=transition][value={transition}])").first
        unfolding = form.locator("details > summary")
        if unfolding.count() and not form.locator("details").first.get_attribute("open"):
            unfolding.first.click()
        for name, value in inputs.items():
            self.gives(form, name, value)
        with self.page.expect_navigation():
            form.locator("button[type=submit]").last.click()
        self.was_not_refused()

    def gives(self, form: Any, name: str, value: str) -> None:
        found = form.locator(f"[name={name}]").first
        kind = found.evaluate("node => node.tagName + ':' + (node.type || '')")
        if kind.startswith("SELECT"):
            found.select_option(value)
        elif kind.endswith(":radio"):
            form.locator(f"[name={name}][value='{value}']").check(force=True)
        elif kind.endswith(":checkbox"):
            found.check(force=True)
        else:
            found.fill(value)

    def was_not_refused(self) -> None:
        refused = self.page.locator("[role=alert]")
        assert refused.count() == 0, (self.name, self.page.url, refused.all_inner_texts())

    def presses(self, selector: str) -> None:
        """Press a button that leads to another page."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        self.was_not_refused()

    def is_at_home(self) -> int:
        """Wait at home; gives how many notices are unread."""
        self.opens("/")
        return self.unread()

    def unread(self) -> int:
        return int(self.page.locator("#bell").get_attribute("data-bell") or 0)

    def hears_of_it(self, before: int) -> None:
        """The bell rises on the open page, without reloading."""
        self.page.evaluate("window.notReloaded = true")
        expect(self.page.locator("#bell")).not_to_have_attribute("data-bell", str(before), timeout=PATIENCE)
        assert self.unread() > before, (self.name, before, self.unread())
        assert self.page.evaluate("window.notReloaded === true")

    def pictures(self, folder: Path, name: str) -> None:
        self.page.screenshot(path=folder / f"{name}.png")


def fill_moment(person: Person, name: str, moment: datetime) -> None:
    """A date-and-time field, whether it is one control or two."""
    page = person.page
    if page.locator(f"[name={name}]").count():
        page.fill(f"[name={name}]", moment.strftime("%Y-%m-%dT%H:%M"))
        return
    page.fill(f"[name={name}_0]", moment.strftime("%Y-%m-%d"))
    page.fill(f"[name={name}_1]", moment.strftime("%H:%M"))
