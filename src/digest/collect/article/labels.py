"""The words with which editors introduce their picks, in the languages we have met."""

from __future__ import annotations

import re
from dataclasses import dataclass

from digest.model import PickKind

_NEXT = r"""
next(?:\ up|\ story|\ article|\ part|\ chapter|\ episode
  |\ in\ (?:this|the)\ series)?|up\ next|read\ (?:this\ )?next|what\ to\ read\ next|continue\ with
|als\ nächstes|nächste[rs]?\ (?:artikel|teil|folge|kapitel)|weiter\ mit|lesen\ sie\ als\ nächstes
|à\ lire\ ensuite|à\ suivre|article\ suivant|a\ continuación|lee\ a\ continuación|siguiente|prossimo(?:\ articolo)?
|a\ seguir|próximo|volgende|nästa|næste|neste|seuraavaksi|następny|další|далее|次の記事|下一篇
"""
_RELATED = r"""
related(?:\ (?:articles?|story|stories|reading|posts?|coverage|links?|news|content|guides?|topics?|reviews?|videos?)
  (?:\ (?:and|&)\ \w+)?|\ from\ [\w.'’ -]{1,30})?
|(?:also|further|must)[\ -]read(?:ing)?
|read\ (?:more|also|too)(?:\ (?:here|about\ this|on\ this))?|see\ (?:also|more)|more(?:\ (?:on\ this|like\ this))?
|recommended(?:\ (?:reading|article))?|don['’]t\ miss|you\ (?:may|might)\ (?:also\ )?(?:like|enjoy)
|you\ may\ also\ be\ interested\ in|in\ case\ you\ missed\ it|icymi
|siehe\ auch|(?:lesen\ sie|lies|lesen)\ (?:auch|mehr)|lesen\ sie\ (?:hierzu|dazu)(?:\ auch)?
|mehr(?:\ (?:zum\ thema|dazu|lesen))?
|auch\ interessant|passend\ dazu|lesetipp|weiterlesen|das\ könnte\ (?:sie|dich)\ auch\ interessieren|verwandte\ artikel
|(?:à\ )?lire\ (?:aussi|également)|voir\ aussi|sur\ le\ même\ sujet|pour\ aller\ plus\ loin|en\ savoir\ plus
|le[ea]\ (?:también|más)|leer\ también|(?:también\ )?te\ puede\ interesar|relacionad[oa]s?|ver\ también|más\ información
|leia\ (?:também|mais)|veja\ também|saiba\ mais|leggi\ anche|vedi\ anche|potrebbe\ interessarti
|lees\ (?:ook|meer)|zie\ ook|läs\ (?:också|mer|även)|les\ (?:også|mer)|læs\ (?:også|mere)|se\ også|lue\ (?:myös|lisää)
|czytaj\ (?:też|także|również|więcej)|zobacz\ (?:też|także|również)|przeczytaj\ (?:też|także)
|čtěte\ (?:také|též)|viz\ také
|читайте\ (?:также|ещё|еще|також)|смотрите\ также|по\ теме|ayrıca\ (?:bakın|okuyun)|ilgili(?:\ haber)?
|関連記事|あわせて読みたい|相关阅读|延伸阅读|相关文章|관련\ ?기사|اقرأ\ أيض[اًا]+
"""
#: What points to something only when a colon follows, or nothing; else it is how sentences begin.
_POINTING = r"""
also|auch|aussi|también|anche|ook
|(?:read|see|watch|listen(?:\ to)?|learn|find\ out|discover|explore|check\ out|dig|dive)
  (?:\ (?:more|also|next|now|this|our|the|full|complete|whole|in-depth|guides?|reviews?|article|story|deeper|here))*
  (?:\ (?:about|on|in|to)(?:\ [\w'’-]{1,20}){0,4})?
|(?:more|related|other|further|similar|additional)(?:\ [\w'’-]{1,20}){0,3}
  \ (?:articles?|posts?|stories|guides?|reads?|reading|coverage|projects?|recipes?|reviews?|episodes?|tutorials?|topic)
  (?:\ you(?:\ will|['’]ll|\ may|\ might)?\ (?:love|like|enjoy))?
|(?:required|follow-up|helpful|useful|valuable|essential|suggested|background|bonus|full)
  \ (?:reads?|reading|guides?|resources?|reviews?|story|stories)
|more\ (?:on|about)(?:\ [\w'’-]{1,20}){1,4}
|(?:sehen|hören|lesen)\ sie(?:\ \w{1,20}){0,2}|mehr\ (?:über|zu|zum|zur)(?:\ [\w-]{1,20}){1,4}
|(?:lire|voir|écouter|découvrir)(?:\ \w{1,20}){0,2}|(?:lea|lee|vea|mira|descubre)(?:\ \w{1,20}){0,2}
"""
_BEFORE = r"[\W_]{0,20}"
_LABEL = re.compile(
    rf"{_BEFORE}(?:(?P<next>{_NEXT})|(?P<related>{_RELATED}))(?P<end>\s*[:：|»›>–—-]+|\s*$|\s)",
    re.IGNORECASE | re.VERBOSE,
)
_COLON = re.compile(rf"{_BEFORE}(?:{_POINTING})\s?(?P<end>[:：]|$)", re.IGNORECASE | re.VERBOSE)
#: ">> Compare: …": an arrow points, whatever the words are.
_ARROW = re.compile(r"\s?(?:[»›→⟶▶►☞👉]|>>?)\s?[^\W\d_][^:：.!?]{1,40}(?P<end>[:：])")
_LONGEST = 120  #: characters that are looked at; no label is longer


@dataclass(frozen=True, slots=True)
class Label:
    """The beginning of a line that introduces picks."""

    kind: PickKind
    rest: str  #: what the line says after it
    is_marked: bool  #: whether a colon or a dash sets it off
    is_sure: bool = True  #: whether its words alone say what it is


def label(text: str) -> Label | None:
    """The label that a line begins with; None when it begins with none."""
    head = text[:_LONGEST]
    found = _LABEL.match(head)
    if found and (found["end"].strip() or found.end() == len(text)):
        return _as_label(text, found, PickKind.NEXT if found["next"] else PickKind.RELATED)
    pointing = _COLON.match(head) or _ARROW.match(head)
    if pointing:
        return _as_label(text, pointing, PickKind.RELATED, is_sure=False)
    return _as_label(text, found, PickKind.NEXT if found["next"] else PickKind.RELATED) if found else None


def _as_label(text: str, found: re.Match[str], kind: PickKind, *, is_sure: bool = True) -> Label:
    return Label(kind, text[found.end() :].strip(), is_marked=bool(found["end"].strip()), is_sure=is_sure)
