"""What operators write themselves runs in a sandbox, and says where its mistake is."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.errors import RenderError
from digest.templates import Templates


@pytest.mark.parametrize("secret", ["''.__class__.__mro__", "_.__globals__", "names.append(1)"])
def test_a_template_of_ones_own_reaches_no_code_and_changes_no_value(tmp_path: Path, secret: str) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "home.html").write_text(f"<p>first</p>\n{{{{ {secret} }}}}", encoding="utf-8")
    with pytest.raises(RenderError, match=r"home\.html, line 2: SecurityError"):
        Templates(tmp_path).render("web/home.html", names=["one"])


@pytest.mark.parametrize(
    "text", ['{% include "web/home.html" %}', "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}"]
)
def test_a_template_that_goes_on_without_end_is_named_as_a_mistake(tmp_path: Path, text: str) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "home.html").write_text(text, encoding="utf-8")
    with pytest.raises(RenderError, match=r"home\.html, line 1: RecursionError"):
        Templates(tmp_path).render("web/home.html")


@pytest.mark.parametrize("folder", [None, "own"])
def test_a_subject_of_ones_own_is_in_the_sandbox_with_or_without_a_folder(tmp_path: Path, folder: str | None) -> None:
    templates = Templates(tmp_path / folder if folder else None)
    templates.add_filters({"twice": lambda text: text * 2})
    assert templates.render_text("subject", "{{ word | twice }} & {{ _('Next') }}", word="tea") == "teatea & Next"
    with pytest.raises(RenderError, match="SecurityError"):
        templates.render_text("subject", "{{ word.__class__ }}", word="tea")
