from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from programs import another_writer, run_python
from servers import Silent, silent_server

from cometchat_users import (
    AsyncClient,
    CallCancelledError,
    CallTimeoutError,
    Client,
    InvalidHandleError,
)

SOON = 2.0
"""Seconds; the calls here would take 30."""


@pytest.fixture
def silent() -> Iterator[Silent]:
    with silent_server() as server:
        yield server


@pytest.fixture(autouse=True)
def promptly() -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < 4 * SOON


def once_asked(silent: Silent, action: Callable[[], object]) -> threading.Thread:
    """Do it when a call has reached the server."""

    def wait() -> None:
        assert silent.asked.acquire(timeout=10)
        action()

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


def test_cancel_ends_the_calls_of_all_threads_and_no_later_ones(silent: Silent) -> None:
    with Client(silent.url, api_key="k", max_retries=0) as client, ThreadPoolExecutor(4) as threads:
        calls = [threads.submit(client.get_user, "ada") for _ in range(4)]
        for _ in calls:
            assert silent.asked.acquire(timeout=10)
        client.cancel()
        for call in calls:
            error = call.exception(SOON)
            assert isinstance(error, CallCancelledError)
            assert error.kind == "cancelled"
        assert client.info().backend == "server"


def test_cancel_ends_a_call_of_the_main_thread(silent: Silent) -> None:
    with Client(silent.url, api_key="k") as client:
        thread = once_asked(silent, client.cancel)
        with pytest.raises(CallCancelledError):
            client.get_user("ada")
        thread.join()


def test_cancel_ends_a_wait_for_another_process(tmp_path: Path) -> None:
    path = tmp_path / "users.db"
    with Client(f"file:{path}") as client, another_writer(path), ThreadPoolExecutor() as threads:
        call = threads.submit(client.create_user, "ada", "Ada")
        with pytest.raises(CallCancelledError):
            while True:
                time.sleep(0.05)
                client.cancel()
                if call.done():
                    call.result()


def test_to_cancel_where_there_is_nothing_to_end_is_harmless(client: Client, ada: str) -> None:
    client.cancel()
    assert client.get_user(ada).uid == ada
    client.close()
    client.cancel()
    with pytest.raises(InvalidHandleError):
        client.get_user(ada)


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl-C interrupts, here and in programs from here: a shell's background job ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(os.name == "nt", reason="signals of another kind")
@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_ends_the_call_that_the_main_thread_waits_for(silent: Silent) -> None:
    with Client(silent.url, api_key="k") as client:
        with ThreadPoolExecutor(1) as threads:
            other = threads.submit(client.get_user, "bob")
            assert silent.asked.acquire(timeout=10)
            interrupt = once_asked(silent, lambda: os.kill(os.getpid(), signal.SIGINT))
            began = time.monotonic()
            with pytest.raises(KeyboardInterrupt):
                client.get_user("ada")
            assert time.monotonic() - began < SOON
            interrupt.join()
            assert not other.done(), "it is another's call"
            client.cancel()
        assert not client._shares
        assert client.info().backend == "server"


@pytest.mark.skipif(os.name == "nt", reason="signals of another kind")
def test_a_signal_whose_handler_raises_nothing_ends_no_call(silent: Silent) -> None:
    seen: list[int] = []
    before = signal.signal(signal.SIGUSR1, lambda number, _: seen.append(number))
    try:
        with Client(silent.url, api_key="k", timeout_ms=500, max_retries=0) as client:
            thread = once_asked(silent, lambda: os.kill(os.getpid(), signal.SIGUSR1))
            with pytest.raises(CallTimeoutError):
                client.get_user("ada")
            thread.join()
        assert seen == [signal.SIGUSR1]
    finally:
        signal.signal(signal.SIGUSR1, before)


INTERRUPTED = """
import sys
from cometchat_users import Client
client = Client(sys.argv[1], api_key="k")
print("calling", flush=True)
client.get_user("ada")
"""


@pytest.mark.skipif(os.name == "nt", reason="signals of another kind")
@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_ends_a_program_that_waits(silent: Silent) -> None:
    command = [sys.executable, "-c", INTERRUPTED, silent.url]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL) as program:
        assert silent.asked.acquire(timeout=10)
        began = time.monotonic()
        program.send_signal(signal.SIGINT)
        _, said = program.communicate()
        assert time.monotonic() - began < SOON
    assert program.returncode == -signal.SIGINT
    assert said.splitlines()[-1] == b"KeyboardInterrupt"


AT_EXIT = """
import atexit, sys
from cometchat_users import Client, NetworkError
client = Client(sys.argv[1], api_key="k", max_retries=0)

@atexit.register
def late():
    try:
        client.get_user("ada")
    except NetworkError:
        print("asked")
"""


def test_calls_can_be_made_while_the_interpreter_ends() -> None:
    done = run_python("-c", AT_EXIT, "http://127.0.0.1:1")
    assert (done.stdout, done.stderr) == ("asked\n", "")


FORK = """
import os, sys
from cometchat_users import Client, NetworkError

def ask():
    try:
        with Client(sys.argv[1], api_key="k", max_retries=0) as client:
            client.get_user("ada")
    except NetworkError:
        os.write(1, b"asked\\n")  # At once, since both write.

ask()
child = os.fork()
ask()
if child:
    assert os.waitpid(child, 0)[1] == 0
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_forked_child_calls_with_a_client_of_its_own() -> None:
    # Python warns of a fork beside threads, and the main thread's helper is one.
    quiet = ["-W", "ignore:This process:DeprecationWarning"]
    done = run_python(*quiet, "-c", FORK, "http://127.0.0.1:1")
    assert (done.stdout, done.stderr) == ("asked\n" * 3, "")


def busy_threads(client: AsyncClient) -> int:
    """Threads that do not wait for work."""
    return len(client._threads._threads) - client._threads._idle_semaphore._value


async def asked(silent: Silent) -> None:
    assert await asyncio.to_thread(silent.asked.acquire, timeout=10)


def test_a_cancelled_task_ends_its_call_and_no_other(silent: Silent) -> None:
    async def main() -> None:
        async with AsyncClient(silent.url, api_key="k", max_retries=0) as client:
            tasks = [asyncio.create_task(client.get_user(uid)) for uid in ("ada", "bob")]
            for _ in tasks:
                await asked(silent)
            began = time.monotonic()
            tasks[0].cancel()
            with pytest.raises(asyncio.CancelledError):
                await tasks[0]
            assert time.monotonic() - began < SOON
            assert not tasks[1].done()
            await client.cancel()
            with pytest.raises(CallCancelledError):
                await tasks[1]
            assert not client._running

    asyncio.run(main())


def test_a_timeout_of_asyncio_ends_the_call_and_frees_its_thread(silent: Silent) -> None:
    async def main() -> None:
        async with AsyncClient(silent.url, api_key="k") as client:
            for _ in range(5):
                with pytest.raises(asyncio.TimeoutError):
                    await asyncio.wait_for(client.get_user("ada"), 0.1)
            deadline = time.monotonic() + SOON
            while busy_threads(client):
                assert time.monotonic() < deadline, "threads still wait for the server"
                await asyncio.sleep(0.01)
            # A thread says that a call has ended a moment before it is free for the next.
            assert len(client._threads._threads) <= 2

    asyncio.run(main())


@pytest.mark.parametrize("turns", range(6))
def test_a_task_may_be_cancelled_at_any_time(silent: Silent, turns: int) -> None:
    async def main() -> None:
        async with AsyncClient(silent.url, api_key="k") as client:
            await client.info()
            for _ in range(30):
                task = asyncio.create_task(client.get_user("ada"))
                for _ in range(turns):
                    await asyncio.sleep(0)
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
            assert not client._running

    asyncio.run(main())


def test_calls_that_wait_for_a_thread_are_cancelled_too(silent: Silent) -> None:
    async def main() -> None:
        async with AsyncClient(silent.url, api_key="k") as client:
            tasks = [asyncio.create_task(client.get_user("ada")) for _ in range(80)]
            await asked(silent)
            await client.cancel()
            for task in tasks:
                with pytest.raises(CallCancelledError):
                    await task

    asyncio.run(main())


def test_a_walk_can_be_cancelled(silent: Silent) -> None:
    async def main() -> None:
        async with AsyncClient(silent.url, api_key="k") as client:

            async def walk() -> None:
                async for _ in client.iter_users():
                    raise AssertionError

            task = asyncio.create_task(walk())
            await asked(silent)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(main())
