"""Sending what is due."""

from datetime import datetime

from django.conf import settings

from hervest.accounts.actor import system
from hervest.notices.actions import record_failed, record_sent, take_letters
from hervest.notices.sending import send

NAME = "notices.send"


def send_due(now: datetime) -> int:
    """Every letter that is due has gone to the mail server, or waits for its next try; gives how many went."""
    if not settings.SENDS_MAIL:
        return 0
    n_sent = 0
    for letter in take_letters(by=system(NAME), now=now):
        problem = send(letter)
        if problem is None:
            record_sent(by=system(NAME), now=now, letter=letter)
            n_sent += 1
        else:
            record_failed(by=system(NAME), now=now, letter=letter, problem=problem)
    return n_sent
