"""What a person does with a notebook in JupyterLab, with mouse and keyboard."""

import contextlib
import re
import time
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

PATIENCE_SECONDS = 300
RUN = re.compile(r"\[\d+\]:")


class LabNotebook:
    """A notebook that is open in JupyterLab.

    Parameters
    ----------
    page
        JupyterLab's page, which shows the notebook or is about to.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.panel = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
        self.wait_for_kernel()

    def wait_for_kernel(self) -> None:
        """Wait until the kernel is there and has nothing to do."""
        indicator = self.panel.locator(".jp-Notebook-ExecutionIndicator")
        expect(indicator).to_have_attribute("data-status", "idle")

    def open_contents(self) -> Locator:
        """Show the table of contents, and give its entries."""
        self.page.locator('.jp-SideBar [data-id="table-of-contents"]').click()
        return self.page.locator(".jp-TableOfContents-content .jp-tocItem-content")

    def go_to(self, heading: str) -> None:
        """Click on a heading in the table of contents."""
        entry = self.page.locator(".jp-TableOfContents-content .jp-tocItem-content")
        entry.filter(has_text=heading).first.click()
        expect(self.panel.locator(".jp-Cell", has_text=heading).first).to_be_in_viewport()

    def code(self, text: str) -> Locator:
        """Give the code cell that holds a text."""
        return self.panel.locator(".jp-CodeCell").filter(has_text=text).first

    def replace_line(self, cell: Locator, line: str, text: str) -> None:
        """Type a text in the place of a line."""
        cell.locator(".cm-line", has_text=line).click()
        self.page.keyboard.press("Home")
        self.page.keyboard.press("Shift+End")
        self.page.keyboard.type(text)

    def write_text(self, placeholder: str, text: str) -> None:
        """Replace the text of a text cell."""
        cell = self.panel.locator(".jp-MarkdownCell").filter(has_text=placeholder).last
        cell.locator(".jp-RenderedMarkdown").dblclick()
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)
        self.page.keyboard.press("Control+Enter")
        written = self.panel.locator(".jp-MarkdownCell .jp-RenderedMarkdown")
        expect(written.filter(has_text=text)).to_be_visible()

    def run(self, cell: Locator) -> Locator:
        """Run a code cell to its end, and give its output."""
        prompt = cell.locator(".jp-InputArea-prompt")
        before = prompt.inner_text()
        for _ in range(30):
            # On a busy machine a key may come before the focus has moved, and is lost.
            prompt.click()
            self.page.keyboard.press("Control+Enter")
            with contextlib.suppress(AssertionError):
                expect(prompt).not_to_have_text(before, timeout=10_000)
                break
        expect(prompt).to_have_text(RUN)
        return cell.locator(".jp-Cell-outputArea")

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait for something that no locator can express."""
        last = time.monotonic() + PATIENCE_SECONDS
        while not holds():
            assert time.monotonic() < last, "what was waited for has not happened"
            self.page.wait_for_timeout(200)


def mark_written(desk: Page, question: str, answer: str, points: float, comment: str) -> Locator:
    """Give a written answer points and a comment in the formgrader; return its cell."""
    written = desk.locator(".nbgrader_cell", has=desk.locator(f"#{question}"))
    expect(written).to_contain_text(answer)
    for field, text in ((f"#{question}", f"{points}"), (f"#{question}-comment", comment)):
        with desk.expect_response(lambda answer: answer.request.method == "PUT") as saved:
            desk.locator(field).fill(text)
            desk.locator(field).press("Tab")
        assert saved.value.ok
    return written
