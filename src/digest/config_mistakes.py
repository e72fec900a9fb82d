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
    lines: dict[str, str] = {}
    for detail in error.errors(include_url=False):
        path = _path(detail["loc"])
        # A value that fits none of several types is one mistake.
        lines.setdefault(path, f"{path}: {_words(detail, path, root)}")
    return list(lines.values())


def _words(detail: ErrorDetails, path: str, root: type[BaseModel]) -> str:
    found = detail["input"]
    key = str(detail["loc"][-1])
    match detail["type"]:
        case "extra_forbidden":
            return f"unknown key{_meant(detail['loc'], root)}"
        case "missing":
            return "is missing; it must be set"
        case "value_error" if key != "Duration" and not path.endswith("review"):
            return str(detail["ctx"]["error"])
        case "too_short" if isinstance(found, list | tuple):
            return "there is none yet; at least one is needed"
    example = _EXAMPLES.get(path.rpartition(".")[2].rstrip("]0123456789["), "")
    if example:
        return f"found {_short(found)}; write it like {example}"
    return f"found {_short(found)}; {_TYPES.get(detail['type'], _lower(detail['msg']))}"


#: pydantic's words for Python's types, in TOML's.
_TYPES = {
    "path_type": "it must be a path in quotes",
    "string_type": "it must be text in quotes",
    "tuple_type": 'it must be a list, like ["a", "b"]',
    "bool_parsing": "it must be true or false",
    "bool_type": "it must be true or false",
    "int_parsing": "it must be a whole number",
    "int_type": "it must be a whole number",
    "model_type": "it must be a table",
}


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


_EXAMPLES = {
    "tag": '"example.org,2026"',
    "listen": '"127.0.0.1:8600"',
    "review": '"off", "required" or a duration like "4h"',
    "allow_addresses": '["127.0.0.0/8"]',
    "proxies": '["127.0.0.1/32"]',
}


_SECRETS = ("password", "secret", "token", "key")


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
    if str(loc[-1]) in _SECRETS:
        return "; a secret never stands here: see `password_file`, DIGEST_MAIL_PASSWORD and DIGEST_SECRET"
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
