"""Words that tell nothing, in English and German; short on purpose, for rare words weigh more anyway."""

#: Words that say how, not about what: left out of all counting.
STOP = frozenset(
    """
    a about above after again all also am an and any are aren't as at be because been before being below between
    both but by can can't could couldn't did didn't do does doesn't doing don't down during each few for from
    further had has have having he her here hers him his how i i'm i've if in into is isn't it it's its itself just
    me more most my no nor not now of off on once only or other our ours out over own same she should so some such
    than that the their theirs them then there these they they're this those through to too under until up us very
    was wasn't we we'll we're we've were weren't what when where which while who whom why will with won't would you
    you'll you're you've your yours

    aber als an auch auf aus bei bin bis da damit dann das dass dem den der des die dies diese diesem diesen dieser
    dieses doch durch ein eine einem einen einer eines er es für gegen haben hatte hier ich ihr ihre im in ist ja
    kann kein keine mehr mein mit nach nicht noch nun nur ob oder ohne sehr sein seine sich sie sind so um und uns
    unser unter vom von vor waren was weil wenn wer werden wie wir wird wo zu zum zur zwischen über
    """.split()  # noqa: SIM905 - four hundred words are read as text, not as a list
)

#: Words that titles are full of and that name no subject: counted, but no reason by themselves.
GENERIC = frozenset(
    """
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

    acht alle alles beste besten drei ende erste ersten fertig fragen fünf geht gibt große großen gute heute hundert
    immer jahr jahre jahren jemand jetzt kommt leben leser machen macht mal minuten müssen neue neuen neuer neues
    neun niemand sagt schon sieben sollte stunde stunden tag tage tausend teil tipps viel viele vier warum welt
    wieder wissen woche wochen zehn zeit zwei
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
