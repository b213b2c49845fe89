"""Sending mails that are due, in the process that serves."""

import logging
import threading

from django.conf import settings
from django.db import close_old_connections

from hervest.core import clock, wall
from hervest.notices.jobs import send_due

log = logging.getLogger("hervest.outbox")
SECONDS_BETWEEN_LOOKS = 15


def run_outbox(stop: threading.Event) -> None:
    """Send what is due until stopped; what fails is logged and stops nothing. Ends at once where no mail is sent."""
    while settings.SENDS_MAIL and not stop.is_set():
        close_old_connections()
        try:
            with wall.everything():
                send_due(clock.now())
        except Exception:
            log.exception("sending mails failed and is tried again")
        finally:
            close_old_connections()
        stop.wait(SECONDS_BETWEEN_LOOKS)
