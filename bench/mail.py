"""The mail of the reference edition, what it weighs, and what it costs to make.

    python -m bench.mail --out DIR [--look plain|magazine|compact|all] [--articles N]
    python -m bench.mail --out DIR --texts arabic|hostile --sections 1 --no-images

Writes `digest.html`, `digest.txt` and `message.eml` of a reader of all sections in DIR (with `--look all`, in a folder
of DIR for each look), by the way that real mails go: `pipeline.messages`. Prints bytes, without the addresses in `href`
and `src` where it says so; the milliseconds until the first message is there, for which everything is rendered and
inlined once, and those of a further variant; and the microseconds of a further subscriber's message, over many
subscribers of every choice of sections. Times are the best of several. One line of JSON comes last; with `--look all`
it has the figures by look.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes, policy
from itertools import combinations
from pathlib import Path
from typing import Any

from bench.mail_edition import LOOKS, Wish, config, edition
from digest import pipeline
from digest.model import Delivery, Edition, Message
from digest.templates import Templates

SECRET = b"only a bench's"
_ADDRESS = re.compile(r'(?<= href=")[^"]*|(?<= src=")[^"]*')
_TIMES = 5

Maker = Callable[[Delivery], Message]


def maker(wish: Wish, look: str, made: Edition | None = None, templates: Templates | None = None) -> Maker:
    """What makes each reader's message of the edition that is wished for, or of `made`."""
    settings = config(wish, look)
    return pipeline.messages(settings, settings.newsletter[0], made or edition(wish), templates or Templates(), SECRET)


def delivery(subscriber: int = 1, sections: tuple[str, ...] = (), address: str = "reader@example.net") -> Delivery:
    """One reader's turn; () means all sections."""
    return Delivery(
        id=subscriber, edition="", subscriber=subscriber, address=address, sections=sections, fence=1, attempts=0
    )


def bodies(message: Message) -> tuple[str, str]:
    """(text, HTML) of a message, as a mail program decodes them."""
    mail = message_from_bytes(message.content, policy=policy.default)
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    return text.replace("\r\n", "\n"), html.replace("\r\n", "\n")


def html(wish: Wish, look: str, made: Edition | None = None) -> str:
    """The HTML part for a reader of all sections."""
    return bodies(maker(wish, look, made)(delivery()))[1]


def written(wish: Wish, look: str, folder: Path) -> dict[str, int]:
    """The mail as three files in the folder; their sizes in bytes."""
    message = maker(wish, look)(delivery())
    text, html = bodies(message)
    folder.mkdir(parents=True, exist_ok=True)
    files = {"digest.html": html.encode(), "digest.txt": text.encode(), "message.eml": message.content}
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return {
        "html_bytes": len(files["digest.html"]),
        "text_bytes": len(files["digest.txt"]),
        "message_bytes": len(files["message.eml"]),
    }


def weights(look: str) -> dict[str, int]:
    """What each further story and each pick adds to the HTML, in bytes, on average; addresses not counted.

    A story has an image, a summary, and its line in the table of contents.
    """
    twelve, more = Wish(picks=False), Wish(picks=False, articles=24)
    stories = (_weight(html(more, look)) - _weight(html(twelve, look))) / 12
    whole = edition(Wish())
    bare = replace(
        whole,
        sections=tuple(
            replace(part, items=tuple(replace(item, related=()) for item in part.items)) for part in whole.sections
        ),
    )
    count = sum(len(item.related) for part in whole.sections for item in part.items)
    picks = (_weight(html(Wish(), look, whole)) - _weight(html(Wish(), look, bare))) / count
    return {"story_bytes": round(stories), "pick_bytes": round(picks)}


def _weight(html: str) -> int:
    return len(_ADDRESS.sub("", html).encode())


def times(wish: Wish, look: str, subscribers: int) -> dict[str, float]:
    """How long it takes; the best of several runs, each with templates that nobody has read yet."""
    made = edition(wish)
    slugs = [part.slug for part in made.sections]
    choices = [some for count in range(len(slugs) + 1) for some in combinations(slugs, count)]
    readers = [delivery(number, choices[number % len(choices)]) for number in range(subscribers)]
    rendering, joining, further = [], [], []
    for _ in range(_TIMES):
        start = time.perf_counter()
        message_for = maker(wish, look, made, Templates())
        message_for(delivery())
        rendering.append(time.perf_counter() - start)
        joining.append(_seconds(message_for, [delivery(sections=some) for some in choices[1:]]) / (len(choices) - 1))
        further.append(_seconds(message_for, readers) / subscribers)
    return {
        "render_and_inline_ms": round(min(rendering) * 1e3, 1),
        "further_variant_ms": round(min(joining) * 1e3, 2),
        "variants": len(choices) - 1,  # to choose nothing is to choose all
        "further_subscriber_us": round(min(further) * 1e6, 1),
    }


def _seconds(message_for: Maker, readers: list[Delivery]) -> float:
    start = time.perf_counter()
    for reader in readers:
        message_for(reader)
    return time.perf_counter() - start


def measured(wish: Wish, look: str, folder: Path, subscribers: int) -> dict[str, Any]:
    """All figures of one look, told as they come."""
    sizes, weight, took = written(wish, look, folder), weights(look), times(wish, look, subscribers)
    print(f"{look}, {wish.articles} articles, in {folder}:")
    print("  HTML {html_bytes:,} bytes, text {text_bytes:,}, whole message {message_bytes:,}".format(**sizes))
    print("  a further story {story_bytes} bytes, a pick {pick_bytes} (addresses not counted)".format(**weight))
    print(
        "  rendered and inlined in {render_and_inline_ms} ms, a further variant {further_variant_ms} ms".format(**took)
    )
    print("  a further subscriber of {variants} variants {further_subscriber_us} µs".format(**took), flush=True)
    return {"look": look, "articles": wish.articles, "texts": wish.texts} | sizes | weight | took


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the reference mail, and measure it.")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--look", choices=(*LOOKS, "all"), default="magazine")
    parser.add_argument("--articles", type=int, default=12, metavar="N")
    parser.add_argument("--texts", choices=("english", "arabic", "hostile"), default="english")
    parser.add_argument("--sections", type=int, default=3, choices=(1, 2, 3))
    parser.add_argument("--no-images", action="store_true")
    parser.add_argument("--subscribers", type=int, default=2000, help="for the figure of a further one")
    asked = parser.parse_args()
    wish = Wish(articles=asked.articles, sections=asked.sections, images=not asked.no_images, texts=asked.texts)
    if asked.look == "all":
        looks = {look: measured(wish, look, asked.out / look, asked.subscribers) for look in LOOKS}
        print(json.dumps({"looks": looks}))
    else:
        print(json.dumps(measured(wish, asked.look, asked.out, asked.subscribers)))


if __name__ == "__main__":
    main()
