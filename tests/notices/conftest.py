"""A mail server of one's own, for whoever tells people something."""

import socket
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller


class Post:
    """A mail server that answers as it is told to, and keeps what it took."""

    def __init__(self, port):
        self.answer, self.took, self.n_asked = "250 OK", [], 0
        self.port, self.server = port, None

    def start(self):
        """Answer from now on; a server that stopped is another one afterwards."""
        self.server = Controller(self, hostname="127.0.0.1", port=self.port)
        self.server.start()

    def stop(self):
        """Answer no more."""
        if self.server is not None:
            self.server.stop()
            self.server = None

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802  # aiosmtpd's name
        self.n_asked += 1
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802  # aiosmtpd's name
        mail = message_from_bytes(envelope.content, policy=policy.default)
        self.took.append((envelope.rcpt_tos[0], mail["Subject"], mail.get_content(), mail["Message-ID"]))
        return "250 OK"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def post(settings):
    """The mail server of this installation."""
    settings.SENDS_MAIL, settings.EMAIL_BACKEND = True, "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", free_port(), 5
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.MAIL_FROM, settings.ADDRESS = "Hervest <hervest@molenveen.example>", "https://hervest.example"
    handler = Post(settings.EMAIL_PORT)
    handler.start()
    yield handler
    handler.stop()
