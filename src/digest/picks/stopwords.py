"""Words that say how, not about what, by language: left out of all counting; what tells a text's language, too.

Short on purpose: rare words weigh more anyway. Written as `str.casefold` leaves them: "ausser".
"""

STOP_WORDS = {
    language: frozenset(words.split())
    for language, words in {
        "en": """
            a about above after again all also am an and any are aren't as at be because been before being below
            between both but by can can't could couldn't did didn't do does doesn't doing don't down during each few
            for from further had has have having he her here hers him his how i i'm i've if in into is isn't it it's
            its itself just me more most my no nor not now of off on once only or other our ours out over own same
            she should so some such than that the their theirs them then there these they they're this those through
            to too under until up us very was wasn't we we'll we're we've were weren't what when where which while
            who whom why will with won't would you you'll you're you've your yours
        """,
        "de": """
            ab aber alle allem allen aller alles als am an anderen auch auf aus ausser bei beim bereits bevor bin bis
            da dabei dadurch dafür dagegen daher dahinter damals damit danach dann daran darauf darf darin darum
            darüber das dass davon davor dazu dein deine deinen deiner dem den denen denn der deren derer des deshalb
            dessen die dies diese diesem diesen dieser dieses doch dort durch dürfen eben ein eine einem einen einer
            eines einige einigen einiger einmal er es etwa etwas euch eure für ganz gar gegen gegenüber gleich habe
            haben hast hat hatte hatten her hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im immer in
            indem ins inzwischen ist ja je jedem jeden jeder jedes jedoch jener jetzt kann kaum kein keine keinem
            keinen keiner konnte können könnte lassen lässt mag man manche manchen mehr mein meine meinem meinen
            meiner meines mich mir mit muss musste müssen nach nachdem neben nicht nichts nie noch nun nur nämlich ob
            oben oder oft ohne rund schon sehr sei seien sein seine seinem seinen seiner seines seit selbst sich sie
            sind so sogar solche solchen soll sollen sollte sonst sowie statt stets trotz trotzdem um und uns unser
            unsere unserem unseren unserer unseres unten unter viel viele vielen vieler vielleicht vom von vor wann
            war waren was weder wegen weil weiter welche welcher wem wen wenig wenige weniger wenn wer werden wie
            will wir wird wo wobei wofür wohl wollen wollte woran worden wurde wurden während wäre würde würden zu
            zudem zuerst zuletzt zum zur zurück zusammen zwar zwischen über
        """,
        "fr": """
            afin ai ainsi alors après as au aucun aussi autre autres aux avant avec avoir c'est car ce ceci cela
            celle celui ces cet cette ceux chaque chez comme comment dans de depuis des donc dont du elle elles en
            encore entre es est et eu eux faire fait il ils je la le les leur leurs lors lui ma mais me mes moins mon
            même ne ni nos notre nous on ont ou où par pas pendant peu peut plus pour pourquoi près qu quand que quel
            quelle qui quoi sa sans se selon sera ses si son sont sous sur ta te tes toi ton tous tout toute toutes
            très tu un une vers vos votre vous y à étaient était été être
        """,
        "es": """
            a al algo ante antes aquí así aunque aún bajo bien cada casi como con contra cual cuando de del desde
            donde dos durante e el ella ellas ellos en entre era eran es esa ese eso esta estaba estas este esto
            estos está están fue fueron ha había han hasta hay la las le les lo los me mi mientras muy más nada ni no
            nos nosotros o otra otras otro otros para pero poco por porque puede pueden que quien qué se sea ser si
            sin sino sobre solo son su sus sí también tan tanto te tiene tienen toda todas todo todos tras tu un una
            uno unos y ya yo él
        """,
        "it": """
            a abbiamo ad agli ai al alla alle allo anche ancora avere aveva c'è che chi ci come con contro cosa così
            cui da dagli dai dal dalla dalle degli dei del della delle dello deve di dopo dove e ed era erano essere
            fa fino fra fu già gli ha hanno ho i il in io la le lei li lo loro lui ma mentre mi mia mio molto ne
            negli nei nel nella nelle noi non nostra nostro o ogni oltre per perché però più poi prima può qualche
            quale quando quanto quella quelle quelli quello questa queste questi questo qui se sempre senza si sia
            sono sotto stata stati stato su sua sue sugli sui sul sulla suo suoi tra tutta tutte tutti tutto un una
            uno vi voi è
        """,
        "nl": """
            aan al alle als altijd andere bij daar dan dat de der deze die dit doen door dus een eens en er geen
            geweest haar had hebben heeft hem het hier hij hoe hun iets ik in is ja je kan komen kunnen maar me meer
            men met mij mijn moet moeten na naar niet niets nog nu of om omdat onder ons onze ook op over te tegen
            toch toen tot u uit uw van veel voor waar waren was wat we wel werd werden wie wij wil worden wordt zal
            ze zelf zich zij zijn zo zonder zou zouden
        """,
        "sv": """
            alla allt andra att av bara blev bli blir de dem den denna deras dess det detta dig din dock du där då
            efter ej eller en er ett finns flera från för genom ha hade han har hon honom hur här i icke in ingen
            inte ja jag kan kom kommer kunde man med medan mellan men mer mig min mot mycket nu när någon något några
            och också om oss på sedan sig sin sina sitt ska skall skulle som så till under upp ut utan vad var vara
            varit vi vid vilka vilken vill än
        """,
        "da": """
            ad af alle alt anden at blev blive bliver da de dem den denne der deres det dette dig din dog du efter
            eller en end er et findes flere for fra få før gennem ham han har havde have hende her hos hun hvad hver
            hvis hvor i igen ikke ind ingen jeg kan kom kommer kunne man mange med meget mellem men mere mig min mod
            må nej nogen noget nogle nu når og også om op os over på sammen selv sig sin skal skulle som så til ud
            uden under var ved vi vil ville være været
        """,
        "nb": """
            alle alt andre at av bare ble bli blir både da de dem den denne der deres det dette din disse du eller en
            enn er et etter flere for fordi fra få før gjennom ha hadde han har hennes her hun hva hver hvis hvor
            hvordan i igjen ikke ingen inn jeg kan kom kommer kunne man mange med meg mellom men mer min mot mye må
            ned noe noen nå når og også om opp oss over på sammen seg selv siden sin skal skulle slik som så til
            under ut uten var ved vi vil ville være vært
        """,
        "pt": """
            a ainda algo além antes ao aos apenas as assim até cada com como contra da das de dela dele depois desde
            deve do dos e ela elas ele eles em enquanto entre era eram essa esse esta este está estão eu foi foram há
            isso isto já lhe mais mas me mesmo meu minha muito na nas nem no nos nossa nosso num numa não nós o os ou
            outra outras outro outros para pela pelas pelo pelos pode podem por porque quando que quem se sem sempre
            ser seu seus sobre sua suas são também tem tinha toda todas todo todos tão têm um uma você à às é
        """,
        "pl": """
            a aby ale ani bardzo bez bo by być był była było były będzie będą chce choć co coś czy czyli dla do gdy
            gdzie go i ich ile im inne innych ja jak jako je jego jej jest jeszcze jeśli już każdy kiedy kto która
            które którego której który których którym którzy lub ma mają może można na nad nam nas nawet nich nie nim
            niż o od on ona one oni oraz po pod ponieważ przed przez przy również się sobie swoje są ta tak także tam
            te tego tej ten też to tu tych tylko tym w we więc wszystkich z za ze że
        """,
        "ru": """
            а без более бы был была были было быть в вам вас во вот все всех вы где да даже для до его ее если есть
            еще же за и из или им их к как когда кто ли мы на над не него нее нет ни них но о об он она они от перед
            по под после при с со так также там то того тоже только том ты у уже хотя чем через что чтобы эта эти это
            этого этой этом этот я
        """,
    }.items()
}
