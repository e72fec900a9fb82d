"""Words of titles that name nothing, in English and German; short on purpose, for rare words weigh more anyway."""

from digest.picks.stopwords import STOP_WORDS

#: Little words at the end of a series' name are none of its own.
STOP = STOP_WORDS["en"] | (STOP_WORDS["de"] - {"bin", "den", "hat", "man", "war"})

#: Words that titles are full of and that name no subject: counted, but no reason by themselves.
GENERIC = frozenset(
    """
    age ages approach approaches bad big check checks large perspective perspectives run running runs sharing side
    sides small theme themes
    achieve across adopt adopting advice allow allowed allows announce announced announces answer answers anybody
    april around arrive arrives arriving article august available away back become becomes benefit benefits best
    better book bring brings build building built call calls case change changes check come comes coming create
    creating day days december discover discovering discovers easy eight else episode every everyone everything
    example examples explained fact facts february fed find finding first fit five four free friday full future get
    gets getting give gives go goes going good got great guide guides happen happens help helping helps here's home
    hour hours how-to hundred hundreds idea ideas important improve improves improving interview introducing
    introduction january join july june keep keeps key kind know last latest launch launched launches learn learned
    learning learnt lesson lessons let's like little look looking looks lot made make makes making march may meet
    might million minute minutes monday month months much must need needs never new news next nine nobody november
    october offer offers old one opens part people perfect place planning plans point post posts problem question
    questions quick read reader readers ready really reason reasons recap release released releases report reports
    review reviews rise rising said say says second see september series set seven share shares show shows simple
    six somebody something somewhere start started starts state step steps still stop stops stories story success
    sunday support supporting supports take takes taking talk talks task tasks tell ten test thing things think
    thousand three thursday time times tip tips today together took top trend trends tried tuesday turn turns two
    understand understanding update updated updates use used uses using video videos want wants way ways wednesday
    week weekly weeks well what's within without work working works write writing year years yes yet

    acht alle alles bald besser bessere beste besten bleiben bleibt brauchen braucht dezember dienstag donnerstag
    drei eigene eigenen eigener elf ende endlich erste ersten euro februar fehlen fehlt fertig finden findet fragen
    frau freitag fünf ganze ganzen geben geht gestern gibt grosse grossen grosser grosses gute guter gutes heute hundert
    immer jahr jahre jahren januar jemand jetzt juli juni kaufen kauft kilometer kleine kleiner kleines kommen kommt
    leben leser letzte letzten letzter letztes leute lässt machen macht mai mal mann menschen meter million
    millionen minuten mittwoch montag morgen märz müssen nehmen neue neuen neuer neues neun niemand nimmt oktober
    prozent sagen sagt samstag schon sechs sehen sieben sieht sollte sonntag stehen steht stunde stunden suchen
    sucht tag tage tausend teil tipps viel viele vier warum welt wieder wissen woche wochen wollen zehn zeigen zeigt
    zeit zwanzig zwei zwölf
    """.split()  # noqa: SIM905
)

#: Little words that hold a name together: "Library of Congress", "heel of the loaf", "Haus der Kunst".
JOINING = frozenset(["and", "de", "der", "des", "die", "for", "für", "in", "la", "of", "the", "und", "von"])

#: Words with which the names of columns and kinds of article begin or end: their entries have no order to be read in.
STANDING = frozenset(
    """
    ask briefing bulletin column comment corner daily digest editorial editor faq fortnightly friday headlines
    interview letters links mailbag monday monthly news newsletter obituary opinion podcast quarterly quiz recap review
    reviews roundup saturday spotlight sunday thursday tuesday update updates webinar wednesday weekly
    freitag glosse kolumne kommentar leitartikel meinung montag nachrichten presseschau rezension rubrik samstag
    sonntag umfrage wochenrückblick wochenschau
    """.split()  # noqa: SIM905
)
