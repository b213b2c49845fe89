"""An address that opens something by itself never stands in the server's log."""

import logging

import pytest
from django.conf import settings

from hervest.core.secret_paths import SecretPaths

SECRET = "R2h-nX_0aZ" * 4


def said(message, *given):
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, message, given, None)
    assert SecretPaths().filter(record)
    return record.getMessage()


@pytest.mark.parametrize(
    ("path", "left"),
    [(f"/agenda/{SECRET}.ics", "/agenda/…"), (f"/welcome/MQ/{SECRET}/", "/welcome/…")],
)
def test_what_such_an_address_ends_in_is_left_out_of_the_line(path, left):
    assert said("%s: %s", "Internal Server Error", path) == f"Internal Server Error: {left}"
    assert said(f"Error handling request {path}?a=b") == f"Error handling request {left}?a=b"


def test_every_other_address_stands_in_the_line_as_it_is():
    line = "Internal Server Error: /profile/agenda/make/ after /cases/H-0001/, 100%"

    assert said("%s", line) == line
    assert said("100%") == "100%"


def test_a_line_that_does_not_fit_what_it_was_given_is_left_to_the_handler_to_tell_of():
    record = logging.LogRecord("somebody", logging.ERROR, "", 0, "a %s %s", (1,), None)

    assert SecretPaths().filter(record)
    assert (record.msg, record.args) == ("a %s %s", (1,))


def test_everything_that_the_server_logs_goes_through_it():
    logged = settings.LOGGING

    assert all(handler["filters"] == ["secret_paths"] for handler in logged["handlers"].values())
    assert logged["filters"]["secret_paths"]["()"] == f"{SecretPaths.__module__}.{SecretPaths.__name__}"
