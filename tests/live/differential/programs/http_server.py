# SPDX-License-Identifier: GPL-2.0-only
"""Serves the current directory on a free port of 127.0.0.1, whose number it leaves in `port`."""

import os
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

server = ThreadingHTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler)
with open("port.new", "w", encoding="ascii") as port:
    port.write(str(server.server_port))
os.rename("port.new", "port")
server.serve_forever()
