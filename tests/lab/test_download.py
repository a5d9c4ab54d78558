import hashlib
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from viva.lab import download

CONTENT = bytes(range(256)) * 4000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


class Server(ThreadingHTTPServer):
    """Serves CONTENT; may break off, forget about ranges, or refuse."""

    stop_after = None
    ranges = True
    refuse = None
    content = CONTENT
    asked: list


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        wanted = self.headers.get("Range")
        self.server.asked.append(wanted)
        if self.server.refuse:
            self.send_error(self.server.refuse)
            return
        resumes = bool(wanted and self.server.ranges)
        start = int(wanted.removeprefix("bytes=").removesuffix("-")) if resumes else 0
        body = self.server.content[start:]
        self.send_response(206 if resumes else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        stop = self.server.stop_after
        self.wfile.write(body if stop is None else body[:stop])

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    with Server(("127.0.0.1", 0), Handler) as server:
        server.asked = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def fetch(server, path, **kwargs):
    url = f"http://127.0.0.1:{server.server_port}/file"
    download.fetch(url, path, **{"size": len(CONTENT), "sha256": SHA256, "name": "File"} | kwargs)


def test_a_file_is_fetched_with_a_bar(server, tmp_path, capsys):
    path = tmp_path / "file"
    fetch(server, path)
    assert path.read_bytes() == CONTENT
    said = capsys.readouterr().out
    assert "File |" in said and "1.0 of 1 MB" in said and "█" * 30 in said
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_a_broken_download_goes_on_where_it_stopped(server, tmp_path):
    path = tmp_path / "file"
    server.stop_after = 300_000
    with pytest.raises(download.Incomplete, match="0 of 1 MB have come"):
        fetch(server, path)
    assert not path.exists()
    there = (tmp_path / "file.part").stat().st_size
    assert 0 < there <= 300_000
    server.stop_after = None
    fetch(server, path)
    assert path.read_bytes() == CONTENT
    assert server.asked == [None, f"bytes={there}-"]


def test_a_server_without_ranges_sends_all_again(server, tmp_path):
    (tmp_path / "file.part").write_bytes(CONTENT[:1000])
    server.ranges = False
    fetch(server, tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == CONTENT


def test_what_is_complete_already_is_not_fetched(server, tmp_path):
    (tmp_path / "file.part").write_bytes(CONTENT)
    fetch(server, tmp_path / "file")
    assert server.asked == [] and (tmp_path / "file").read_bytes() == CONTENT


def test_a_part_that_is_too_long_is_begun_anew(server, tmp_path):
    (tmp_path / "file.part").write_bytes(CONTENT + b"more")
    fetch(server, tmp_path / "file")
    assert server.asked == [None]


def test_another_file_is_refused_and_not_kept(server, tmp_path):
    server.content = bytes(len(CONTENT))
    with pytest.raises(ValueError, match="its size or its checksum differs"):
        fetch(server, tmp_path / "file")
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_refuses_is_named(server, tmp_path):
    server.refuse = 404
    with pytest.raises(ValueError, match="the server answers 404"):
        fetch(server, tmp_path / "file")


def test_whether_a_server_answers(server, monkeypatch):
    assert download.answers(f"http://127.0.0.1:{server.server_port}/")
    server.refuse = 503
    assert download.answers(f"http://127.0.0.1:{server.server_port}/")
    assert not download.answers("http://127.0.0.1:9/")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        # Whoever waits for it waits for ever.
        assert not download.answers(f"http://127.0.0.1:{silent.getsockname()[1]}/", seconds=0.2)
