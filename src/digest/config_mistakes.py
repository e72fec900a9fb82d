"""Mistakes of config.toml in words: path, what was found, what is allowed, "did you mean"."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails


def told(error: ValidationError, root: type[BaseModel]) -> list[str]:
    """One line a mistake, in the order of the file's tables."""
    lines = dict.fromkeys(_line(detail, root) for detail in error.errors(include_url=False))
    return list(lines)


def _line(detail: ErrorDetails, root: type[BaseModel]) -> str:
    path = _path(detail["loc"])
    found = detail["input"]
    match detail["type"]:
        case "extra_forbidden":
            return f"{path}: unknown key{_meant(detail['loc'], root)}"
        case "missing":
            return f"{path}: is missing; it must be set"
        case "value_error":
            return f"{path}: {detail['ctx']['error']}"
        case "string_pattern_mismatch":
            return f"{path}: found {found!r}; it must look like {_EXAMPLES.get(str(detail['loc'][-1]), 'the example')}"
        case _:
            return f"{path}: found {_short(found)}; {detail['msg'][0].lower()}{detail['msg'][1:]}"


_EXAMPLES = {"tag": '"example.org,2026"', "listen": '"127.0.0.1:8600"'}


def _path(loc: tuple[int | str, ...]) -> str:
    path = ""
    for part in loc:
        if isinstance(part, int):
            path += f"[{part}]"
        elif _is_key(part):
            path += f".{part}" if path else part
    return path


def _is_key(part: str) -> bool:
    # pydantic adds the tried type of a union to the location ("literal['off','required']", "function-before[...]").
    return part.replace("_", "").isalnum() and part not in ("timedelta", "IPv4Network", "IPv6Network")


def _short(found: object) -> str:
    text = repr(found)
    return text if len(text) < 60 else text[:57] + "..."  # noqa: PLR2004


def _meant(loc: tuple[int | str, ...], root: type[BaseModel]) -> str:
    keys = _keys(root, loc[:-1])
    close = get_close_matches(str(loc[-1]), keys, n=1, cutoff=0.6)
    where = _path(loc[:-1])
    if close:
        return f"; did you mean {f'{where}.' if where else ''}{close[0]}?"
    return f"; allowed here: {', '.join(sorted(keys))}" if keys else ""


def _keys(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    """The keys that are allowed in the table at `loc`."""
    for part in loc:
        if isinstance(part, int):
            continue
        field = next((f for name, f in model.model_fields.items() if part in (name, f.alias)), None)
        inner = _model_of(field.annotation) if field else None
        if inner is None:
            return []
        model = inner
    return [field.alias or name for name, field in model.model_fields.items() if name != "root"]


def _model_of(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for arg in get_args(annotation) if (found := _model_of(arg))), None)
