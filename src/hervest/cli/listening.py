"""Where a server listens: ports and hosts as they are typed, and whether one can listen there."""

import argparse
import socket

HIGHEST_PORT = 65535


def port(typed: str) -> int:
    """A port for argparse. Raises: ArgumentTypeError, whose words argparse shows."""
    if not typed.isdecimal() or not 1 <= int(typed) <= HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"{typed[:20]} is no port; it is a number from 1 to {HIGHEST_PORT}")
    return int(typed)


def problem_at(host: str, number: int) -> str:
    """Why nothing can listen at `host` and port `number`, or nothing."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, number, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError):
        return f"{host} is no name or address of this machine"
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as problem:
            return f"cannot listen at {host}, port {number} ({problem.strerror}); choose another with --port or --host"
    return ""


def bracketed(host: str) -> str:
    """`host` as it stands in an address: IPv6 between brackets."""
    return f"[{host}]" if ":" in host else host
