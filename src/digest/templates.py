"""The one host of Jinja: a user's folder shadows ours file by file, and nothing undefined passes unseen.

Every template has `_` and `n_`, which give our words in the language that these templates speak, and `language` itself.
"""

from __future__ import annotations

from functools import cached_property
from hashlib import sha256
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, TemplateError, pass_eval_context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import escape

from digest.errors import RenderError
from digest.language import ENGLISH, Language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2.nodes import EvalContext

#: What a mistake in an operator's template can raise: Jinja's own, what an expression such as `1 + title` does, and a
#: file that includes itself, as one does that shadows ours and wants to have ours in it.
_MISTAKES = (TemplateError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


def built_in() -> Path:
    """The folder of our own templates: inside an installed package, or beside `src/` in a checkout."""
    here = Path(__file__).resolve().parent
    installed = here / "_templates"
    return installed if installed.is_dir() else here.parents[1] / "templates"


_NOTHING = object()


class _Sandbox(ImmutableSandboxedEnvironment):
    """Operators' own templates run here too. What their authors may read of our frozen values needs no long look."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        # A page reads a thousand of these, and the sandbox's own look costs more than all the rest of the page.
        if attribute[0] != "_" and hasattr(type(obj), "__dataclass_fields__"):
            found = getattr(obj, attribute, _NOTHING)
            if found is not _NOTHING:
                return found
        return super().getattr(obj, attribute)


class Templates:
    """Templates by name ("email/digest.html"), looked up in the user's folder first."""

    def __init__(
        self, shadow: Path | None = None, words: Language = ENGLISH, spoken: dict[str, Templates] | None = None
    ) -> None:
        """`shadow`: the user's folder; `spoken`: by tag, the same in other languages."""
        self._shadow = shadow
        self._folders = [path for path in (shadow, built_in()) if path is not None]
        self._words = words
        # Ours alone need no sandbox, which costs a page as much again.
        self._environment = _environment(_Sandbox if shadow else Environment, self._folders, words)
        self._spoken = {} if spoken is None else spoken
        self._spoken.setdefault(words.tag, self)

    def speaking(self, words: Language) -> Templates:
        """The same templates in this language.

        Each language has compiled ones of its own: what is imported (macros) knows nothing of what a page is given.
        """
        return self._spoken.get(words.tag) or Templates(self._shadow, words, self._spoken)

    def add_filters(self, filters: Mapping[str, object]) -> None:
        """Give every template these filters."""
        self._environment.filters.update(filters)

    def fingerprint(self, folder: str) -> str:
        """Changes when a file in this folder of templates does, ours or the user's."""
        found = sha256()
        for root in self._folders:
            for path in sorted((root / folder).rglob("*")):
                if path.is_file():
                    found.update(f"{path.relative_to(root)}\0".encode() + sha256(path.read_bytes()).digest())
        return found.hexdigest()

    def render(self, name: str, **values: object) -> str:
        """One template with these values.

        Raises:
            RenderError: it does not exist, has a mistake, or uses a value that is not there.
        """
        try:
            return self._environment.get_template(name).render(**values)
        except _MISTAKES as error:
            raise RenderError(self._place(error) or name, f"{type(error).__name__}: {error}") from error

    def render_text(self, name: str, source: str, **values: object) -> str:
        """A template that stands in the configuration, not in a file; plain text, in which nothing is escaped.

        Raises:
            RenderError: it has a mistake, or uses a value that is not there; it is called `name` then.
        """
        try:
            return self._guarded.from_string(source).render(**values)
        except _MISTAKES as error:
            raise RenderError(name, f"{type(error).__name__}: {error}") from error

    @cached_property
    def _guarded(self) -> Environment:
        """For what operators write: in a sandbox, whoever wrote the other templates."""
        made = _environment(_Sandbox, self._folders, self._words)
        made.autoescape, made.filters = False, self._environment.filters
        return made

    def _place(self, error: Exception) -> str | None:
        """The file with the mistake, which may be one that the rendered one includes, and the line; None: not known."""
        # Jinja gives the frames of its templates, and that of a mistake in writing, the template's file and line.
        for frame in reversed(extract_tb(error.__traceback__)):
            if any(Path(frame.filename).is_relative_to(folder) for folder in self._folders):
                return f"{frame.filename}, line {frame.lineno}"
        return None

    def text(self, name: str) -> str:
        """The source of a file in the template folders (a style sheet).

        Raises:
            RenderError: it does not exist.
        """
        loader = self._environment.loader
        try:
            assert loader is not None
            return loader.get_source(self._environment, name)[0]
        except TemplateError as error:
            raise RenderError(name, f"{type(error).__name__}: {error.message}") from error


def _environment(kind: type[Environment], folders: list[Path], words: Language) -> Environment:
    made = kind(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
        autoescape=lambda name: name is None or name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals |= _words(words)
    return made


def _words(words: Language) -> dict[str, object]:
    """What templates say their words with. A translation is plain text: in HTML it is escaped, and so is each value."""

    def fit(context: EvalContext, wording: str) -> str:
        return escape(wording) if context.autoescape else wording

    @pass_eval_context
    def gettext(context: EvalContext, wording: str, **values: object) -> str:
        said = fit(context, words.gettext(wording))
        return said % values if values else said

    @pass_eval_context
    def ngettext(context: EvalContext, one: str, many: str, count: int, **values: object) -> str:
        return fit(context, words.plural(one, many, count)) % {"count": words.number(count), **values}

    return {"_": gettext, "n_": ngettext, "language": words}
