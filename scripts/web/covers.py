"""Plays the hosts of covers on this machine, over TLS, for measurements that may not depend on the internet.

Chromium is told that the hosts are here and not to look at the certificate, so the pages and their policy stay as they
are. Every cover is the same picture of noise: as many bytes as a real one of that size, and as much to decode.
"""

import hashlib
import ssl
import struct
import tempfile
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOSTS: Final = ("covers.openlibrary.org", "books.google.com")
_WIDE, _TALL, _GREYS_BITS = 180, 270, 4


@contextmanager
def serving_covers() -> Iterator[list[str]]:
    """Yield the options with which Chromium finds the covers here."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Covers)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile(suffix=".pem") as file:
        file.write(_certificate())
        file.flush()
        context.load_cert_chain(file.name)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        rules = ", ".join(f"MAP {host}:443 127.0.0.1:{server.server_port}" for host in HOSTS)
        yield [f"--host-resolver-rules={rules}", "--ignore-certificate-errors"]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def picture() -> bytes:
    """A PNG of grey noise, 24 kB."""
    row = _WIDE * _GREYS_BITS // 8
    noise = hashlib.shake_128(b"cover").digest(row * _TALL)
    pixels = b"".join(b"\0" + noise[start : start + row] for start in range(0, len(noise), row))
    header = struct.pack(">IIBBBBB", _WIDE, _TALL, _GREYS_BITS, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(pixels)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


class _Covers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    _body: Final = picture()

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.send_header("Content-Length", str(len(self._body)))
        self.send_header("Cache-Control", "max-age=31536000")
        self.end_headers()
        self.wfile.write(self._body)


def _certificate() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOSTS[0])])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM)
