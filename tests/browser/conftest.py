"""A browser for the tests of this folder: Debian's Chromium, driven by Playwright."""

import os
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from viva.worker.sandbox import sandbox_problem

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "img"
# What a page may take where the machine has other work. Nothing waits longer than it must.
PATIENCE = 300_000  # milliseconds
ARGUMENTS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
OUR_OWN = re.compile(r"(https?|wss?)://(localhost|127\.0\.0\.1)[:/]|(file|data|blob|about):")


def pytest_addoption(parser):
    parser.addoption(
        "--screenshots", action="store_true", help="write the pictures of docs/img anew"
    )


def pytest_configure(config):
    if config.getoption("--screenshots", default=False) and sandbox_problem():
        raise pytest.UsageError(f"The pictures show sandboxed grading. {sandbox_problem()}")


@pytest.fixture(scope="module")
def browser():
    """Chromium; each test makes contexts, which are as empty as a new profile."""
    program = shutil.which("chromium")
    if program is None:
        reason = "no chromium on this machine: apt-get install chromium"
        # In CI the project's own set-up must have installed it.
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


class Watched:
    """A page, and what it did that it should not have done.

    Attributes
    ----------
    page
        Playwright's page.
    strangers
        Addresses outside this machine that it asked for. It got none of them.
    errors
        What its scripts reported as errors.
    """

    def __init__(self, context):
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.strangers = []
        self.errors = []
        context.route(lambda url: OUR_OWN.match(url) is None, self._refuse)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _refuse(self, route):
        self.strangers.append(route.request.url)
        route.abort()

    def _hear(self, message):
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")


@pytest.fixture
def open_page(browser):
    """Open a page of a new profile: ``open_page(url, width=390)``."""
    contexts = []

    def open_it(url, width=1280, height=900):
        context = browser.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        watched = Watched(context)
        watched.page.goto(url)
        return watched

    yield open_it
    for context in contexts:
        context.close()


@pytest.fixture
def take_picture(request):
    """Write a picture into docs/img where that was asked for: ``take_picture(page, "name")``."""

    def take(page, name, **options):
        if request.config.getoption("--screenshots", default=False):
            PICTURES.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=PICTURES / f"{name}.png", **options)

    return take
