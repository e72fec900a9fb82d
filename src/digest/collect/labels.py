"""The words with which editors introduce their picks, in the languages we have met."""

from __future__ import annotations

import re
from dataclasses import dataclass

from digest.model import PickKind

_NEXT = r"""
next(?:\ up|\ story|\ article|\ part)?|up\ next|read\ (?:this\ )?next|what\ to\ read\ next|continue\ with
|als\ nächstes|nächster\ (?:artikel|teil)|weiter\ mit|lesen\ sie\ als\ nächstes
|à\ lire\ ensuite|à\ suivre|article\ suivant|a\ continuación|lee\ a\ continuación|siguiente|prossimo(?:\ articolo)?
|a\ seguir|próximo|volgende|nästa|næste|neste|seuraavaksi|następny|další|далее|次の記事|下一篇
"""
_RELATED = r"""
related(?:\ (?:articles?|story|stories|reading|posts?|coverage|links?|news|content))?|(?:also|further)\ read(?:ing)?
|read\ (?:more|also|too)(?:\ (?:here|about\ this|on\ this))?|see\ (?:also|more)|more(?:\ (?:on\ this|like\ this))?
|recommended(?:\ (?:reading|article))?|don['’]t\ miss|you\ (?:may|might)\ (?:also\ )?like
|you\ may\ also\ be\ interested\ in
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
_LABEL = re.compile(
    rf"[\W_]*(?:(?P<next>{_NEXT})|(?P<related>{_RELATED}))(?P<end>\s*[:：|»›>–—-]+|\s*$|\s)", re.IGNORECASE | re.VERBOSE
)


@dataclass(frozen=True, slots=True)
class Label:
    """The beginning of a line that introduces picks."""

    kind: PickKind
    rest: str  #: what the line says after it
    is_marked: bool  #: whether a colon, a dash or the line's end sets it off


def label(text: str) -> Label | None:
    """The label that a line begins with; None when it begins with none."""
    found = _LABEL.match(text)
    if not found:
        return None
    kind = PickKind.NEXT if found["next"] else PickKind.RELATED
    return Label(kind, text[found.end() :].strip(), is_marked=bool(found["end"].strip()))
