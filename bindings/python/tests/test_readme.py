from __future__ import annotations

import re
from pathlib import Path

import pytest
from programs import run_python

README = Path(__file__).parents[1] / "README.md"
SNIPPETS = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
TESTS = [snippet for snippet in SNIPPETS if "def test_" in snippet]


@pytest.mark.parametrize("snippet", [each for each in SNIPPETS if each not in TESTS])
def test_a_snippet_of_the_readme_prints_what_it_says(snippet: str, tmp_path: Path) -> None:
    said = re.findall(r"print\(.*\)  # (.*)", snippet)
    assert said
    done = run_python("-c", snippet, folder=tmp_path)
    assert (done.stdout.splitlines(), done.stderr) == (said, "")


@pytest.mark.usefixtures("cometchat_server")
def test_the_tests_of_the_readme_pass(tmp_path: Path) -> None:
    (tests,) = TESTS
    (tmp_path / "test_application.py").write_text(tests, encoding="utf-8")
    plugin = ["-p", "cometchat_users.pytest_plugin"]
    done = run_python("-m", "pytest", *plugin, folder=tmp_path)
    assert "2 passed" in done.stdout, done.stdout
