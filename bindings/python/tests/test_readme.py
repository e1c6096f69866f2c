from __future__ import annotations

import re
from pathlib import Path

import pytest
from programs import run_python

README = Path(__file__).parents[1] / "README.md"
SNIPPETS = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("snippet", SNIPPETS)
def test_a_snippet_of_the_readme_prints_what_it_says(snippet: str, tmp_path: Path) -> None:
    said = re.findall(r"print\(.*\)  # (.*)", snippet)
    assert said
    done = run_python("-c", snippet, folder=tmp_path)
    assert (done.stdout.splitlines(), done.stderr) == (said, "")
