"""Attacks that reach for the network."""

from __future__ import annotations

from attacks.attack import attack

attack(
    "network_tcp",
    "A TCP connection to a listener on the host, on loopback and by the host's address.",
    """
    import socket
    for host in ("127.0.0.1", "::1", "localhost", socket.gethostname()):
        try:
            with socket.create_connection((host, @TCP@), 1) as out:
                out.sendall(b"viva-attack")
        except OSError as error:
            print(type(error).__name__)
    """,
    needs_sandbox=True,
)
attack(
    "network_udp",
    "UDP packets to a listener on the host, one of them a DNS question.",
    """
    import socket
    out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    question = bytes([0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3]) + b"abc" + bytes([0, 0, 1, 0, 1])
    for text in (b"viva-attack", question):
        try:
            out.sendto(text, ("127.0.0.1", @UDP@))
        except OSError as error:
            print(type(error).__name__)
    """,
    needs_sandbox=True,
)
attack(
    "network_names",
    "Names are looked up, and a web page is fetched.",
    """
    import socket, urllib.request
    for name in ("viva-attack.invalid", "localhost"):
        try:
            print("FOUND", socket.getaddrinfo(name, 80)[0][4])
        except OSError as error:
            print(type(error).__name__)
    try:
        print("FETCHED", urllib.request.urlopen("http://127.0.0.1:@TCP@/", timeout=1).status)
    except OSError as error:
        print(type(error).__name__)
    """,
    needs_sandbox=True,
)
attack(
    "network_unix",
    "Unix sockets of the host, by path and by abstract name.",
    """
    import socket
    for name in ("@UNIX@", "\\0viva-attack-@TCP@"):
        try:
            with socket.socket(socket.AF_UNIX) as out:
                out.connect(name)
                out.sendall(b"viva-attack")
        except OSError as error:
            print(type(error).__name__)
    """,
    needs_sandbox=True,
)
