from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from programs import run_python

from cometchat_users import Client, _library

NAME = "cometchat_users"


@pytest.fixture(autouse=True)
def level() -> Iterator[None]:
    """The level as it was."""
    before = logging.getLogger(NAME).level
    yield
    logging.getLogger(NAME).setLevel(before)


def update_own_role(client: Client) -> None:
    """The service ignores the role here, and the library warns of that."""
    client.call("session_update_user", {"name": "Ada", "role": "pilot"})


def test_warnings_go_to_the_python_logger(
    client: Client, ada: str, caplog: pytest.LogCaptureFixture
) -> None:
    client.login(ada)
    update_own_role(client)
    (record,) = (each for each in caplog.records if each.levelno == logging.WARNING)
    assert record.name == NAME
    assert "role" in record.getMessage()


def test_the_level_of_the_python_logger_is_what_counts(
    client: Client, ada: str, caplog: pytest.LogCaptureFixture
) -> None:
    client.login(ada)
    logging.getLogger(NAME).setLevel(logging.ERROR)
    update_own_role(client)
    assert caplog.records == []
    logging.getLogger(NAME).setLevel(logging.DEBUG)
    update_own_role(client)
    assert [each.levelname for each in caplog.records].count("WARNING") == 1


def test_no_line_holds_a_secret(client: Client, ada: str, caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger(NAME).setLevel(logging.DEBUG)
    session = client.login(ada)
    token = client.create_token(ada)
    client.login_with_token(token.auth_token)
    update_own_role(client)
    client.logout()
    assert caplog.records
    for secret in (session.auth_token, session.jwt, token.auth_token):
        assert secret not in caplog.text


def test_a_handler_may_use_a_client(client: Client, ada: str) -> None:
    class Counting(logging.Handler):
        seen = 0

        def emit(self, record: logging.LogRecord) -> None:
            client.get_user(ada)
            self.seen += 1

    handler = Counting()
    logging.getLogger(NAME).addHandler(handler)
    try:
        client.login(ada)
        update_own_role(client)
    finally:
        logging.getLogger(NAME).removeHandler(handler)
    assert handler.seen == 1


def test_the_library_says_no_more_than_the_python_logger_passes_on(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    set_logger = _library.library.cometchat_set_logger

    def note(level: int, callback: object, context: object) -> int:
        asked.append(level)
        return int(set_logger(level, callback, context))

    logging.getLogger(NAME).setLevel(logging.CRITICAL)
    client.info()
    monkeypatch.setattr(_library.library, "cometchat_set_logger", note)
    for level in (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR, logging.CRITICAL):
        logging.getLogger(NAME).setLevel(level)
        client.info()
        client.info()
    assert asked == [4, 3, 2, 1, 0]


def test_the_level_may_change_while_threads_log(
    client: Client, ada: str, caplog: pytest.LogCaptureFixture
) -> None:
    client.login(ada)
    logger = logging.getLogger(NAME)

    def work(thread: int) -> None:
        for n in range(100):
            logger.setLevel(logging.DEBUG if (n + thread) % 2 else logging.ERROR)
            update_own_role(client)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(work, range(4)))
    caplog.clear()
    logger.setLevel(logging.WARNING)
    update_own_role(client)
    assert len(caplog.records) == 1


SLOW_HANDLER = """
import logging, threading, time
from cometchat_users import Client

logger = logging.getLogger("cometchat_users")
client = Client("memory:")
client.create_user("ada", "Ada")
client.login("ada")
inside = threading.Event()

class Slow(logging.Handler):
    def emit(self, record):
        inside.set()
        time.sleep(0.3)
        print(client.get_user("ada").name)

logger.addHandler(Slow())
logger.propagate = False
thread = threading.Thread(target=client.call, args=("session_update_user", {"role": "pilot"}))
thread.start()
inside.wait()
logger.setLevel(logging.DEBUG)
client.info()
thread.join()
print("done")
"""


def test_a_handler_may_use_a_client_while_another_thread_changes_the_level() -> None:
    done = run_python("-c", SLOW_HANDLER)
    assert (done.stdout, done.stderr) == ("Ada\ndone\n", "")


UNCONFIGURED = """
from cometchat_users import Client, _library
client = Client("memory:")
client.create_user("ada", "Ada")
client.login("ada")
client.call("session_update_user", {"role": "pilot"})
"""


def test_a_program_without_logging_sees_warnings_and_nothing_else() -> None:
    done = run_python("-c", UNCONFIGURED)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (0, "", 1)
    assert "role" in done.stderr
