"""Fetch a large file: with a bar, and from where an earlier try has stopped."""

from __future__ import annotations

import contextlib
import hashlib
import threading
from pathlib import Path

SECONDS_TO_ANSWER = 4.0
SECONDS_OF_SILENCE = 30.0
CHUNK = 1 << 18


class Incomplete(OSError):
    """A download has stopped before its end; what came is kept."""


def answers(url: str, seconds: float = SECONDS_TO_ANSWER) -> bool:
    """Return within seconds whether a server answers; a DNS lookup alone may take a minute."""
    import urllib.error
    import urllib.request

    heard: list[bool] = []

    def knock() -> None:
        try:
            with urllib.request.urlopen(url, timeout=seconds):
                heard.append(True)
        except urllib.error.HTTPError:
            heard.append(True)
        except (OSError, ValueError):
            heard.append(False)

    thread = threading.Thread(target=knock, daemon=True)
    thread.start()
    thread.join(seconds)
    return any(heard)


def fetch(url: str, path: Path, *, size: int, sha256: str, name: str) -> None:
    """Fetch a file whose size and checksum are known, and show a bar.

    What came before a connection broke is kept beside `path`, in a file with ``.part`` at its end,
    and the next call asks for the rest alone.

    Parameters
    ----------
    url
        Where it is.
    path
        Where it goes; it appears there when it is whole.
    size
        How many bytes it has.
    sha256
        Its checksum.
    name
        What the bar calls it.

    Raises
    ------
    Incomplete
        If the connection breaks; the message says how much is there.
    ValueError
        If what came is another file; it is not kept.
    """
    part = path.with_name(f"{path.name}.part")
    if _size(part) > size:
        part.unlink()
    if _size(part) < size:
        _fetch_rest(url, part, size, name)
    if _size(part) != size or _checksum(part) != sha256:
        part.unlink()
        raise ValueError("the download is another file: its size or its checksum differs")
    part.replace(path)


def _fetch_rest(url: str, part: Path, size: int, name: str) -> None:
    import urllib.error
    import urllib.request
    from http.client import HTTPException

    start = _size(part)
    request = urllib.request.Request(url)
    if start:
        request.add_header("Range", f"bytes={start}-")
    try:
        with urllib.request.urlopen(request, timeout=SECONDS_OF_SILENCE) as reply:
            # A server that does not know ranges sends everything again.
            resumed = reply.status == 206
            with part.open("ab" if resumed else "wb") as file:
                while chunk := reply.read(CHUNK):
                    file.write(chunk)
                    _show(name, file.tell(), size)
    except urllib.error.HTTPError as error:
        with contextlib.suppress(OSError):
            part.unlink()
        raise ValueError(f"the server answers {error.code}") from error
    except (OSError, HTTPException) as error:
        raise Incomplete(f"{_size(part) / 1e6:.0f} of {size / 1e6:.0f} MB have come") from error
    finally:
        print()
    if _size(part) < size:
        raise Incomplete(f"{_size(part) / 1e6:.0f} of {size / 1e6:.0f} MB have come")


def _show(name: str, there: int, size: int) -> None:
    share = min(there / size, 1.0)
    bar = "█" * round(30 * share)
    print(f"\r{name} |{bar:<30}| {there / 1e6:.1f} of {size / 1e6:.0f} MB", end="", flush=True)


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
