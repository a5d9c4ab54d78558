"""Collect what a cell prints, shows and raises, in the notebook format, within limits."""

from __future__ import annotations

import io
from typing import Any

MAX_CELL = 1_000_000
NOTE = "\n[output cut here: it is longer than the grader keeps]\n"


class Outputs:
    """The outputs of the cell that is running, in the order in which they came.

    Parameters
    ----------
    limit
        Characters that are kept for one cell; what comes after is dropped with a note.
    """

    def __init__(self, limit: int = MAX_CELL) -> None:
        self.limit = limit
        self.entries: list[dict[str, Any]] = []
        self.size = 0
        self.clear_next = False
        self.areas: list[int] = []

    def start(self) -> None:
        """Forget everything, for a new cell."""
        self.areas = []
        self.forget()

    def forget(self) -> None:
        """Forget what was shown in the widget that is being written to, or in the cell."""
        del self.entries[self.areas[-1] if self.areas else 0 :]
        self.size = 0 if not self.entries else self.size
        self.clear_next = False

    def open_area(self) -> None:
        """Begin to write to a widget, which shows it where it stands."""
        self.areas.append(len(self.entries))

    def close_area(self) -> None:
        """Write to the cell again, or to the widget outside."""
        self.clear_next = False
        del self.areas[-1:]

    def room(self, wanted: int) -> bool:
        """Take `wanted` characters of what is left; on the first refusal leave a note."""
        if self.clear_next:
            self.forget()
        if self.size > self.limit:
            return False
        self.size += wanted
        if self.size > self.limit:
            self.entries.append({"output_type": "stream", "name": "stderr", "text": NOTE})
            return False
        return True

    def stream(self, name: str, text: str) -> None:
        """Add printed text, joined to the text printed just before."""
        left = self.limit - self.size
        if 0 < left < len(text):
            self.stream(name, text[:left])
            text = text[left:]
        if not self.room(len(text) + 1):
            return
        begun = self.areas[-1] if self.areas else 0
        last = self.entries[-1] if len(self.entries) > begun else {}
        if last.get("output_type") == "stream" and last.get("name") == name:
            last["pieces"].append(text)
        else:
            self.entries.append({"output_type": "stream", "name": name, "pieces": [text]})

    def display(self, data: dict[str, Any], metadata: dict[str, Any], display_id: str = "") -> None:
        """Add a rich output."""
        if self.room(_weight(data)):
            self.entries.append(
                {
                    "output_type": "display_data",
                    "data": _texts(data),
                    "metadata": {},
                    "display_id": display_id,
                }
            )

    def update(self, data: dict[str, Any], display_id: str) -> None:
        """Replace a rich output that was shown under `display_id`."""
        for entry in self.entries:
            if display_id and entry.get("display_id") == display_id and self.room(_weight(data)):
                entry["data"] = _texts(data)

    def result(self, data: dict[str, Any], count: int) -> None:
        """Add the value of the cell's last expression."""
        if self.room(_weight(data)):
            self.entries.append(
                {
                    "output_type": "execute_result",
                    "data": _texts(data),
                    "metadata": {},
                    "execution_count": count,
                }
            )

    def error(self, name: str, text: str, traceback: list[str]) -> None:
        """Add an exception."""
        lines = [str(line)[:10_000] for line in traceback[:200]]
        self.size = min(self.size, self.limit - 1)
        self.entries.append(
            {
                "output_type": "error",
                "ename": name[:200],
                "evalue": text[:2_000],
                "traceback": lines,
            }
        )

    def clear(self, wait: bool = False) -> None:
        """Forget what was shown, at once or when the next output comes."""
        if wait:
            self.clear_next = True
        else:
            self.forget()

    def finish(self) -> list[dict[str, Any]]:
        """Return the outputs in the notebook format."""
        finished = []
        for entry in self.entries:
            entry = {key: value for key, value in entry.items() if key != "display_id"}
            if "pieces" in entry:
                entry["text"] = "".join(entry.pop("pieces"))
            finished.append(entry)
        return finished


def _texts(data: dict[str, Any]) -> dict[str, Any]:
    """Keep of a MIME bundle what is text or JSON-able."""
    kept: dict[str, Any] = {}
    for mime, value in data.items():
        if isinstance(value, bytes):
            import base64

            kept[str(mime)] = base64.b64encode(value).decode("ascii")
        elif isinstance(value, (str, dict, list)):
            kept[str(mime)] = value
    return kept


def _weight(data: dict[str, Any]) -> int:
    # Images are bounded by their number of pixels, text by what a person can read.
    return sum(
        len(value) // 8 if mime.startswith("image/") else len(value)
        for mime, value in ((str(mime), str(value)) for mime, value in data.items())
    )


class Stream(io.TextIOBase):
    """Stands for ``sys.stdout`` or ``sys.stderr`` and writes to the cell's outputs."""

    def __init__(self, outputs: Outputs, name: str) -> None:
        self.outputs = outputs
        self.stream_name = name

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """The encoding that programs may ask for."""
        return "utf-8"

    def writable(self) -> bool:
        """Return that text can be written."""
        return True

    def write(self, text: str) -> int:
        """Add `text` to the outputs."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if text:
            self.outputs.stream(self.stream_name, text)
        return len(text)

    def close(self) -> None:
        """Stay open: a cell that closes stdout must not silence the next one."""
