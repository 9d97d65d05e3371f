"""A service that keeps the contract of docs/attestation.md, with nothing but Python's standard library.

It reads its secret from a file: {"version": "42", "username": "payments_a", "password": "..."}.

    KEYTURN_TOKEN=... SECRET_FILE=/var/run/secrets/db-login.json python3 service.py 8080
"""

import hashlib
import hmac
import json
import os
import sys
import threading
import uuid
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

PATH = "payments/db-login"
LONGEST_BODY = 4096


def now():
    return datetime.now(timezone.utc).isoformat()


class Login:
    """The secret in use: the old one stays until the new one works."""

    def __init__(self, file, connect):
        self._file = file
        self._connect = connect
        self._lock = threading.Lock()
        self.current = None

    def load(self):
        with self._lock:
            with open(self._file, encoding="utf-8") as file:
                found = json.load(file)
            if self.current and found["version"] == self.current["version"]:
                return
            self._connect(found)
            self.current = {**found, "since": now()}

    def try_load(self):
        try:
            self.load()
        except Exception as error:  # its text may hold a value: the type says enough
            print(f"reload failed: {type(error).__name__}", file=sys.stderr)


def handler_for(login, token, instance, started_at):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            url = urlsplit(self.path)
            if url.path == "/healthz":
                return self._answer(200 if login.current else 503)
            if not self._may_ask():
                return self._answer(401)
            if url.path != "/keyturn/attest":
                return self._answer(404)
            nonce = parse_qs(url.query).get("nonce", [""])[0]
            if not 16 <= len(nonce) <= 256:
                return self._answer(400)
            uses = [self._use(login.current, nonce)] if login.current else []
            self._answer(
                200, {"instance": instance, "startedAt": started_at, "uses": uses}
            )

        def do_POST(self):
            if not self._may_ask():
                return self._answer(401)
            if urlsplit(self.path).path != "/keyturn/reload":
                return self._answer(404)
            length = self.headers.get("content-length", "")
            if not length.isdecimal() or int(length) > LONGEST_BODY:
                return self._answer(400)
            try:
                told = json.loads(self.rfile.read(int(length)))
                path = told["path"]
            except (ValueError, KeyError, TypeError):
                return self._answer(400)
            self._answer(202)
            if path == PATH:
                threading.Thread(target=login.try_load).start()

        def _use(self, used, nonce):
            proof = hmac.new(used["password"].encode(), nonce.encode(), hashlib.sha256)
            return {
                "path": PATH,
                "version": used["version"],
                "since": used["since"],
                "hmac": proof.hexdigest(),
            }

        def _may_ask(self):
            shown = self.headers.get("authorization", "").encode("latin-1")
            return hmac.compare_digest(shown, f"Bearer {token}".encode())

        def _answer(self, status, body=None):
            content = b"" if body is None else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            """The query holds the nonce: no access log."""

    return Handler


def main():
    # A real service opens its connections here, and raises when the login does not work.
    login = Login(os.environ["SECRET_FILE"], connect=lambda _: None)
    login.try_load()
    handler = handler_for(
        login, os.environ["KEYTURN_TOKEN"], str(uuid.uuid4()), now()
    )
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
