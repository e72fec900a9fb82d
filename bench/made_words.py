"""Words for invented archives: names of series, things, places, and subjects that overlap."""

OPENINGS = (
    "Building",
    "Repairing",
    "Crossing",
    "Notes on",
    "A year with",
    "The story of",
    "Der Bau von",
    "Learning about",
    "Inside",
    "Diary of",
    "Understanding",
    "In praise of",
    "Restoring",
    "Adventures in",
    "A field guide to",
    "Life among",
    "Painting",
    "What’s new in",
)
THINGS = (
    "the shed",
    "a stone wall",
    "sourdough",
    "the old mill",
    "wild garlic",
    "canal boats",
    "Übersee",
    "the night train",
    "a rain garden",
    "town councils",
    "beehives & honey",
    "dry kilns",
    "an orchard",
    "winter tyres",
    "the long ladder",
    "model ships",
    "our cellar",
    "linen looms",
    "green roofs",
    "clay ovens",
    "the allotment",
    "school kitchens",
    "tide mills",
    "hedge laying",
)
PLACES = (
    "by the sea",
    "in winter",
    "for beginners",
    "at night",
    "in Bremen",
    "with children",
    "on a budget",
    "without tears",
    "after the flood",
    "upstairs",
)
_WRITTEN = (
    "nails roof walls floor window hinge paint rope river flour salt yeast frost moss copper lantern ferry harvest "
    "ledger bridge spring cellar market teacher sparrow garden signal engine timber barrel basket candle chimney "
    "compass cradle curtain drawer feather fiddle gravel hammer jacket kettle ladle mantle needle orchard parcel "
    "quarry ribbon saddle thimble turnip velvet wagon whistle yarn anchor beacon clover dagger ember fabric goblet "
    "hollow island jigsaw "
)
WORDS = _WRITTEN.split()
#: Ten subjects of twelve words; neighbours have half of them in common.
SUBJECTS = [WORDS[at : at + 12] for at in range(0, 60, 6)]
