"""Handing one letter to the mail server: the words of it, and what the server said."""

import smtplib

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from hervest.core.texts import coded
from hervest.notices.actions import Letter
from hervest.notices.rules import problem_of
from hervest.notices.vocabulary import MailProblem


def send(letter: Letter) -> MailProblem | None:
    """Whether the mail server took it: None, or why it did not. A letter names cases by code and nobody by name."""
    with translation.override(letter.language):
        mail = EmailMessage(subject(letter), body(letter), settings.MAIL_FROM, [letter.address])
    mail.extra_headers["Message-ID"] = message_id(letter)
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as refused:
        return problem_of(max(code for code, _said in refused.recipients.values()))
    except smtplib.SMTPResponseException as answer:
        return problem_of(answer.smtp_code)
    except (OSError, smtplib.SMTPException):
        return problem_of(None)
    return None


def subject(letter: Letter) -> str:
    """What stands above the letter."""
    if len(letter.lines) == 1:
        return _("Hervest: there is something for you")
    return _("Hervest: there are %(n)s things for you") % {"n": len(letter.lines)}


def body(letter: Letter) -> str:
    """One line for each thing, where to log in, and how to choose what one is told."""
    lines = [
        f"- {coded('Notice', line.kind.value, {'case': line.case or '?', **dict(line.details)})}"
        for line in letter.lines
    ]
    where = (
        [_("Log in: %(address)s") % {"address": settings.ADDRESS}] if settings.ADDRESS else [_("Log in to Hervest.")]
    )
    why = _("You get this because you have an account in Hervest. Under My settings you choose what you are told.")
    return "\n".join([*lines, "", *where, "", why]) + "\n"


def message_id(letter: Letter) -> str:
    """The same for the same letter, so that one that is sent twice can be seen to be one."""
    host = settings.MAIL_FROM.rpartition("@")[2].strip("> ") or "localhost"
    return f"<outbox-{'-'.join(map(str, letter.messages[:20]))}@{host}>"
