"""Tests talk to this machine and to nobody else."""

import socket

import pytest

from tests.support.network import OutsideNetwork


def test_a_connection_beyond_this_machine_is_refused():
    with socket.socket() as outside, pytest.raises(OutsideNetwork):
        outside.connect(("192.0.2.1", 443))


def test_asking_for_an_outside_name_is_refused():
    with pytest.raises(OutsideNetwork):
        socket.getaddrinfo("example.org", 443)


def test_loopback_and_numbers_stay_open():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
    assert socket.getaddrinfo("192.0.2.1", 443)
