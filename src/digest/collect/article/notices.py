"""Lines in which a publisher speaks of itself: who pays, where to subscribe and follow, whose rights."""

from __future__ import annotations

import re

from digest.collect.text import words

_LONGEST = 70  #: words; whoever writes more tells something
_NOTICE = re.compile(
    r"""
    \b(?:we|us|our|site|page|publisher)\b.{0,120}\b(?:earn|receive|get|paid)\b.{0,60}
      \b(?:commissions?|compensat\w+|affiliate|revenue)\b
    |\b(?:affiliate|partner)\ (?:links?|programs?)\b.{0,80}\b(?:earn|commissions?|revenue|no\ extra\ cost)
    |\bas\ an\ amazon\ associate\b|\bcompensat\w+\ when\ you\b
    |\b(?:to|in)\ (?:your|my)\ (?:e-?mail\ )?inbox\b|\bnewsletters?\b.{0,60}\b(?:sign\ up|subscribe)\b
    |\b(?:sign\ up|subscribe)\b.{0,60}\bnewsletters?\b
    |\b(?:follow|like|find|join)\s+(?:us|me|him|her|them)\s+on\b.{0,60}
      \b(?:facebook|twitter|instagram|x|linkedin|youtube|tiktok|threads|bluesky|mastodon)\b
    |\b(?:you\ can\ |please\ )?(?:e-?mail|contact|reach|write\ to)\b.{0,50}\bat\b.{0,40}\S+@\S+
    |\bthis\ (?:article|story|post)\ (?:was|has\ been|is)\ (?:originally\ |first\ )?
      (?:published|featured|reviewed|adapted|republished|sponsored|brought)\b
    |\bwherever\ you\ get\ your\ podcasts\b|\ball\ rights\ reserved\b|^\W*(?:copyright\b|©|\(c\))\W*\d{4}
    |\b(?:newsletter|rundbrief)\b.{0,60}\b(?:abonnieren|anmelden|bestellen)\b|\baffiliate-?links?\b.{0,80}\bprovision
    |\bprovision\b.{0,80}\baffiliate|\bfolgen\ sie\ (?:uns|mir|ihm|ihr)\b|\balle\ rechte\ vorbehalten\b
    |\b(?:inscrivez|abonnez)-vous\b.{0,60}\b(?:newsletter|lettre)\b|\bsuivez[-\ ](?:nous|moi|le|la)\b.{0,30}\bsur\b
    |\btous\ droits\ réservés\b|\bliens?\ d['’]affiliation\b|\bliens?\ affiliés\b
    |\b(?:suscríb[ae]\w*|apúnta\w*)\b.{0,60}\b(?:newsletter|bolet[ií]n)|\bs[ií]gu[ea]nos\b.{0,30}\ben\b
    |\btodos\ los\ derechos\ reservados\b|\benlaces?\ de\ afiliad
    |\b(?:assine|inscreva-se|cadastre-se)\b.{0,60}\bnewsletter|\bsiga-nos\b|\btodos\ os\ direitos\ reservados\b
    |\biscriv\w+\b.{0,60}\bnewsletter|\bseguici\ su\b|\btutti\ i\ diritti\ riservati\b
    |\b(?:meld\ je\ aan|schrijf\ je\ in)\b.{0,60}\bnieuwsbrief|\bvolg\ ons\ op\b|\balle\ rechten\ voorbehouden
    |\bzapisz\ się\b.{0,60}\bnewsletter|\bobserwuj\ nas\b|\bwszelkie\ prawa\ zastrzeżone\b
    |(?:メルマガ|ニュースレター).{0,20}登録|フォローして(?:ください|ね)|無断転載|اشترك.{0,40}النشرة
    |تابعونا\ على|جميع\ الحقوق\ محفوظة
    """,
    re.IGNORECASE | re.VERBOSE,
)


def is_notice(text: str) -> bool:
    """Whether a short line is about the publisher and not about its subject."""
    return words.count(text) <= _LONGEST and bool(_NOTICE.search(text))
