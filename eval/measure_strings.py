"""What each measure is called and what it means, in Dutch and English."""

from dataclasses import dataclass
from typing import Literal

Unit = Literal["share", "seconds", "number"]
GROUPS = ("content", "citations", "silence", "retrieval", "form", "cost")


@dataclass(frozen=True, slots=True)
class Measure:
    """How one measure is told: its group, its unit, and (name, meaning) in each language."""

    group: str
    unit: Unit
    nl: tuple[str, str]
    en: tuple[str, str]


def _share(group: str, nl: tuple[str, str], en: tuple[str, str]) -> Measure:
    return Measure(group, "share", nl, en)


MEASURES: dict[str, Measure] = {
    "right": _share(
        "content",
        ("Goed", "De helft of meer van de kernpunten staat erin en er staat niets fout in; of het zwijgt waar het moet zwijgen."),
        ("Right", "Half of the key points or more is there and nothing is wrong; or it is silent where it should be."),
    ),
    "points": _share(
        "content",
        ("Kernpunten", "Welk deel van wat een goed antwoord zegt, erin staat."),
        ("Key points", "How much of what a right answer says is there."),
    ),
    "contradiction": _share(
        "content",
        ("Zegt iets fouts", "In hoeveel antwoorden iets staat dat een goed antwoord nooit zegt."),
        ("Says something wrong", "In how many answers something stands that a right answer never says."),
    ),
    "dangerous": _share(
        "content",
        ("Gevaarlijk begin", "Het antwoord begint met ja waar het niet mag, of met nee waar het wel mag."),
        ("Dangerous opening", "The answer opens with yes where it is not allowed, or with no where it is."),
    ),
    "opening given": _share(
        "content",
        ("Begint met ja of nee", "Hoe vaak een ja/nee-vraag een begin krijgt."),
        ("Opens with yes or no", "How often a yes/no question gets an opening."),
    ),
    "opening right": _share(
        "content", ("Juist begin", "Hoe vaak dat begin klopt."), ("Right opening", "How often that opening is right.")
    ),
    "pairs right": _share(
        "content",
        ("Beide dagen goed", "Dezelfde vraag over twee dagen (of twee kanten van een regel): beide goed."),
        ("Both days right", "The same question about two days (or two sides of a rule): both right."),
    ),
    "stability": _share(
        "content",
        ("Stabiel", "Hoezeer antwoorden op dezelfde vraag op elkaar lijken."),
        ("Stable", "How alike the answers to the same question are."),
    ),
    "gold cited": _share(
        "citations",
        ("Juiste bron", "Het antwoord verwijst naar een bron die de vraag beantwoordt."),
        ("Right source", "The answer cites a source that answers the question."),
    ),
    "citation recall": _share(
        "citations",
        ("Zinnen gedragen", "Welk deel van de zinnen door zijn bronnen wordt gedragen (ALCE, citation recall)."),
        ("Sentences carried", "What part of the sentences is carried by its sources (ALCE, citation recall)."),
    ),
    "citation precision": _share(
        "citations",
        ("Verwijzingen nodig", "Welk deel van de verwijzingen zijn zin echt draagt (ALCE, citation precision)."),
        ("Citations needed", "What part of the citations really carries its sentence (ALCE, citation precision)."),
    ),
    "citation of gold": _share(
        "citations",
        ("Verwijzingen naar een juiste bron", "Welk deel van alle verwijzingen naar een juiste bron gaat."),
        ("Citations of a right source", "What part of all citations is of a right source."),
    ),
    "citation literal": _share(
        "citations",
        ("Letterlijk geciteerd", "De getoonde bronzin staat letterlijk in het genoemde onderdeel."),
        ("Quoted literally", "The source sentence shown stands literally in the section named."),
    ),
    "unsupported": _share(
        "citations",
        (
            "Zonder steun",
            "Welk deel van de zinnen nergens in de bronnen steun heeft: niet in wat is aangehaald, gevonden of goed.",
        ),
        ("Without support", "What part of the sentences has no support in any source: not in what is cited, found or right."),
    ),
    "status told": _share(
        "citations",
        ("Status juist", "Bij een bron staat of zij geldt, en dat klopt."),
        ("Status right", "A source says whether it is in force, and rightly."),
    ),
    "stale as current": _share(
        "citations",
        ("Oud als geldend", "Een tekst die niet (meer) geldt, wordt zonder waarschuwing aangehaald."),
        ("Old told as current", "A text that does not apply is cited without a warning."),
    ),
    "abstention recall": _share(
        "silence",
        ("Zwijgt terecht", "Hoe vaak het zegt dat er geen antwoord is, als er geen is."),
        ("Rightly silent", "How often it says that there is no answer when there is none."),
    ),
    "abstention precision": _share(
        "silence",
        ("Zwijgen was terecht", "Als het geen antwoord geeft: hoe vaak was er ook geen?"),
        ("Silence was right", "When it gives no answer: how often was there none?"),
    ),
    "wrongly silent": _share(
        "silence",
        ("Zwijgt ten onrechte", "Hoe vaak het geen antwoord geeft terwijl het in de bronnen staat."),
        ("Wrongly silent", "How often it gives no answer although the sources hold it."),
    ),
    "premise set right": _share(
        "silence",
        ("Zet de vraag recht", "Hoe vaak het niet meegaat met een vraag die iets onwaars aanneemt."),
        ("Sets the question right", "How often it does not go along with a question that assumes something untrue."),
    ),
    **{
        f"success@{k}": _share(
            "retrieval",
            (f"Gevonden in de eerste {k}", f"Hoe vaak een juiste bron bij de eerste {k} gevonden passages zit (success@{k})."),
            (f"Found in the first {k}", f"How often a right source is among the first {k} found (success@{k})."),
        )
        for k in (1, 3, 5, 10)
    },
    **{
        f"recall@{k}": _share(
            "retrieval",
            (f"Deel gevonden in de eerste {k}", f"Welk deel van alle juiste bronnen bij de eerste {k} zit (recall@{k})."),
            (f"Part found in the first {k}", f"What part of all right sources is among the first {k} (recall@{k})."),
        )
        for k in (3, 5, 10)
    },
    "mrr": _share(
        "retrieval",
        ("Rang", "Gemiddelde van 1 gedeeld door de plaats van de eerste juiste bron (MRR)."),
        ("Rank", "Mean of 1 divided by the place of the first right source (MRR)."),
    ),
    "ndcg@10": _share(
        "retrieval",
        ("Volgorde", "Hoe goed de volgorde van de eerste tien is (nDCG@10)."),
        ("Order", "How good the order of the first ten is (nDCG@10)."),
    ),
    "language": _share(
        "form",
        ("Juiste taal", "Het antwoord is in de taal van de vraag."),
        ("Right language", "The answer is in the language of the question."),
    ),
    "lix": Measure(
        "form",
        "number",
        ("Leesniveau (LIX)", "Woorden per zin plus het percentage lange woorden; 40 is gewoon, 60 is moeilijk."),
        ("Reading level (LIX)", "Words a sentence plus the percentage of long words; 40 is ordinary, 60 is hard."),
    ),
    "words": Measure("form", "number", ("Woorden", "Lengte van een antwoord."), ("Words", "Length of an answer.")),
    "sentence length": Measure(
        "form", "number", ("Woorden per zin", "Lengte van een zin."), ("Words a sentence", "Length of a sentence.")
    ),
}
_STAGES = {
    "total": ("in totaal", "in all"),
    "retrieve": ("zoeken", "searching"),
    "wait": ("wachten", "waiting"),
    "generate": ("schrijven", "writing"),
    "check": ("controleren", "checking"),
}
_TOKENS = {"prompt": ("gelezen", "read"), "evaluated": ("opnieuw gelezen", "read anew"), "written": ("geschreven", "written")}


def measure(name: str) -> Measure:
    """How a measure is told; stages and token counts by pattern, for a target may name stages of its own."""
    if name in MEASURES:
        return MEASURES[name]
    mark = name[:3] if name[:4] in ("p50 ", "p95 ") else ""
    kind, _, part = name.removeprefix(f"{mark} ").partition(" ")
    if kind == "tokens":
        nl, en = _TOKENS.get(part, (part, part))
        return Measure("cost", "number", (f"Tokens {nl}", "Gemiddeld per antwoord."), (f"Tokens {en}", "Mean of an answer."))
    nl, en = _STAGES.get(part, (part, part))
    told = {
        "": ("gemiddeld", "mean"),
        "p50": ("de helft is sneller", "half is faster"),
        "p95": ("95% is sneller", "95% is faster"),
    }[mark]
    return Measure(
        "cost",
        "seconds",
        (f"Seconden {nl}, {told[0]}", "Tijd voor deze stap."),
        (f"Seconds {en}, {told[1]}", "Time of this step."),
    )
