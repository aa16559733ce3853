"""The guard that keeps tests on this machine."""

import socket

import pytest


def test_a_connection_that_leaves_the_machine_is_refused() -> None:
    with socket.socket() as outside, pytest.raises(ConnectionRefusedError, match="no test needs the internet"):
        outside.connect(("192.0.2.1", 80))  # TEST-NET-1 of RFC 5737: belongs to nobody


def test_a_connection_to_this_machine_is_not() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass
