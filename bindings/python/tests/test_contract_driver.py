from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import contract_driver
from programs import run_python

from cometchat_users import Client, _library

DRIVER = Path(contract_driver.__file__)


def answers(*lines: str) -> list[tuple[str, dict[str, Any]]]:
    config = '{"url":"memory:","appId":"app1","timeoutMs":5000}'
    done = run_python(str(DRIVER), config, given="".join(f"{line}\n" for line in lines))
    assert (done.returncode, done.stderr) == (0, "")
    words = [line.split(" ", 1) for line in done.stdout.splitlines()]
    assert len(words) == len(lines)
    return [(status, json.loads(document)) for status, document in words]


def test_each_line_is_answered_with_a_whole_document() -> None:
    created, found, missing, info = answers(
        'user_create {"uid":"zoe","name":"Zoë","statusMessage":"🦊","withAuthToken":true}',
        'user_get {"uid":"ZOE"}',
        'user_get {"uid":"nobody"}',
        "client_info {}",
    )
    assert created[0] == found[0] == info[0] == "ok"
    assert created[1].pop("authToken").startswith("zoe_")
    assert created == found
    assert found[1]["statusMessage"] == "🦊"
    assert (missing[0], missing[1]["code"]) == ("not_found", "ERR_UID_NOT_FOUND")
    assert (info[1]["appId"], info[1]["timeoutMs"]) == ("app1", 5000)


def test_requests_that_the_methods_cannot_say_are_answered_too() -> None:
    statuses = [
        status
        for status, _ in answers(
            "user_create {}",
            'user_create {"uid":5,"name":null}',
            'user_create {"uid":"ada","name":"Ada","avatar":null,"somethingElse":1}',
            "user_create []",
            "user_create not json",
            'user_create {"uid":"deep","name":"Deep","metadata":'
            + '{"a":' * 5000
            + "1"
            + "}" * 5001,
            'user_update {"uid":"ada","unset":["avatar"]}',
            'user_update {"uid":"ada","name":null}',
        )
    ]
    assert statuses == [
        "validation",
        "validation",
        "ok",
        "invalid_json",
        "invalid_json",
        "validation",
        "ok",
        "validation",
    ]


def test_every_operation_has_a_method() -> None:
    assert sorted(contract_driver.METHODS) == sorted(_library.OPERATIONS)
    assert all(callable(getattr(Client, name)) for name in contract_driver.METHODS.values())
