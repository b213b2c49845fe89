"""What people log in with in tests: an app that makes codes, and a device that holds passkeys."""

import base64
import hashlib
import hmac
import json
import re
import struct

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256

SECRET = re.compile(r"<code>([A-Z2-7]{32})</code>")
PERIOD_S = 30


def code_at(secret, at):
    """The six digits of an app with this secret at an instant. Source: RFC 6238 with the defaults of RFC 4226."""
    counter = struct.pack(">Q", int(at.timestamp()) // PERIOD_S)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def websafe(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


class Device:
    """A phone or a laptop with one passkey, that always asks for a finger."""

    def __init__(self, origin="http://localhost"):
        self.origin = origin
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = b"a passkey of the tests"
        self.user = b""
        self.n_used = 0

    def make(self, options):
        """Answer to a page that wants a passkey made."""
        asked = options["publicKey"]
        self.user = base64.urlsafe_b64decode(asked["user"]["id"] + "==")
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        data = self._data(asked["rp"]["id"], 0x45) + bytes(16) + struct.pack(">H", len(self.id)) + self.id + public
        attested = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        told = self._told("webauthn.create", asked["challenge"])
        return self._credential(
            {"clientDataJSON": websafe(told), "attestationObject": websafe(attested)}, {"credProps": {"rk": True}}
        )

    def show(self, options, *, challenge=None):
        """Answer to a page that wants the passkey shown."""
        asked = options["publicKey"]
        told = self._told("webauthn.get", challenge or asked["challenge"])
        data = self._data(asked["rpId"], 0x05)
        signature = self.key.sign(data + hashlib.sha256(told).digest(), ec.ECDSA(hashes.SHA256()))
        return self._credential(
            {
                "clientDataJSON": websafe(told),
                "authenticatorData": websafe(data),
                "signature": websafe(signature),
                "userHandle": websafe(self.user),
            },
            {},
        )

    def _data(self, host, flags):
        self.n_used += 1
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + struct.pack(">I", self.n_used)

    def _told(self, kind, challenge):
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _credential(self, response, extensions):
        return json.dumps(
            {
                "id": websafe(self.id),
                "rawId": websafe(self.id),
                "type": "public-key",
                "response": response,
                "clientExtensionResults": extensions,
            }
        )
