# SPDX-License-Identifier: GPL-2.0-only
"""Talks to itself over sockets of several families, with options and flags."""

import socket
import struct

server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 0)
server.bind(("127.0.0.1", 0))
server.listen(5)

client = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_CLOEXEC, socket.IPPROTO_TCP)
client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
client.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, 0x10)
client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 1))
client.connect(server.getsockname())
peer, _ = server.accept()
peer.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
peer.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 100)
client.send(b"out", socket.MSG_OOB | socket.MSG_NOSIGNAL)
client.sendall(b"hello", socket.MSG_MORE)
client.sendmsg([b"a", b"b"], [], socket.MSG_DONTWAIT)
peer.recv(5, socket.MSG_PEEK)
peer.recv(5, socket.MSG_WAITALL)
client.shutdown(socket.SHUT_WR)
peer.shutdown(socket.SHUT_RDWR)

one, two = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET | socket.SOCK_NONBLOCK)
socket.send_fds(one, [b"x"], [server.fileno()])
socket.recv_fds(two, 10, 1)
two.close()

for family in (socket.AF_INET6, socket.AF_NETLINK, socket.AF_PACKET):
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as some:
            some.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            some.recv(10, socket.MSG_DONTWAIT | socket.MSG_TRUNC)
    except OSError:
        pass  # not every kernel has all of them, and nobody has sent anything

try:
    socket.getaddrinfo("localhost", 80)
except socket.gaierror:
    pass  # a fresh system may have no hosts file; it was looked for
