"""Every sentence of the evaluators' pages about differences, agreement and export, in Dutch and English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ResultStrings:
    """The words of these pages in one language; ``{}`` is filled in."""

    differ_intro: str
    open_ones: str
    decided_ones: str
    both: str
    one_of: str
    own_part: str
    decide: str
    decided: str
    agreement_intro: str
    agreement_late: str
    no_pairs: str
    on_verdict: str
    on_sourcing: str
    kappa: str
    kappa_none: str
    kappa_unknown: str
    same: str
    few: str
    strengths: tuple[str, str, str, str, str, str]
    counts: str
    counts_caption: str
    automatic: str
    automatic_intro: str
    automatic_none: str
    automatic_words: dict[str, str]
    automatic_column: str
    final_row: str
    export: str
    export_text: str
    export_csv: str
    export_jsonl: str
    comma: str

    def decimal(self, value: float) -> str:
        """A figure with two decimals."""
        return f"{value:.2f}".replace(".", self.comma).replace("-", "−")

    def percent(self, value: float) -> str:
        """A share."""
        return f"{value:.0%}"


_NL = ResultStrings(
    differ_intro="Bij deze antwoorden geven beoordelaars niet hetzelfde oordeel. Wat u hier kiest, geldt. "
    "U ziet niet van welk systeem het antwoord is.",
    open_ones="Nog te beslissen",
    decided_ones="Beslist",
    both="De oordelen",
    one_of="Beoordelaar {}",
    own_part="Eén van deze oordelen is van u. Laat liever een ander beslissen, of beslis samen.",
    decide="Uw beslissing",
    decided="Beslist op {}: {}, bronnen: {}.",
    agreement_intro="Hoe vaak geven beoordelaars hetzelfde oordeel? Kappa telt daarvan alleen mee wat meer is dan toeval: 1 is altijd gelijk, 0 "
    "is niet beter dan raden.",
    agreement_late="Bent u nog aan het beoordelen? Kijk hier dan pas als u klaar bent.",
    no_pairs="Er zijn nog geen antwoorden die door twee mensen zijn beoordeeld.",
    on_verdict="Het antwoord",
    on_sourcing="De bronnen",
    kappa="Kappa {}",
    kappa_none="Kappa is niet te bepalen: beiden gaven steeds hetzelfde oordeel. Dan is er geen toeval om van af te trekken.",
    kappa_unknown="kappa niet te bepalen",
    same="Gelijk bij {percent} van {n} antwoorden.",
    few="Met zo weinig antwoorden is dit getal onzeker.",
    strengths=(
        "Minder overeenstemming dan bij raden.",
        "Bijna geen overeenstemming.",
        "Matige overeenstemming.",
        "Redelijke overeenstemming.",
        "Goede overeenstemming.",
        "Bijna volledige overeenstemming.",
    ),
    counts="Aantallen",
    counts_caption="Rijen: {}. Kolommen: {}.",
    automatic="Mensen en de automatische score",
    automatic_intro="Noemt de automatische score een antwoord goed dat mensen “juist” noemen? Kappa gaat over juist of niet juist; in de tabel "
    "ziet u waar “deels juist” valt. Alleen antwoorden waarover geen verschil meer is, tellen mee.",
    automatic_none="Er is nog geen eindoordeel bij deze run.",
    automatic_words={"juist": "score: goed", "niet": "score: niet goed"},
    automatic_column="automatische score",
    final_row="eindoordeel van mensen",
    export="Uitvoer",
    export_text="Alle oordelen met het eindoordeel, de run en het nummer van de vraag. Let op: hier staan de namen van beoordelaars in.",
    export_csv="Voor een rekenblad (CSV)",
    export_jsonl="Voor een programma (JSONL)",
    comma=",",
)  # fmt: skip

_EN = ResultStrings(
    differ_intro="Evaluators do not give these answers the same label. What you choose here holds. You do not see which system gave the answer.",
    open_ones="To be decided",
    decided_ones="Decided",
    both="The labels",
    one_of="Evaluator {}",
    own_part="One of these labels is yours. Preferably let someone else decide, or decide together.",
    decide="Your decision",
    decided="Decided on {}: {}, sources: {}.",
    agreement_intro="How often do evaluators give the same label? Kappa counts only what is more than chance: 1 is always the same, 0 is no "
    "better than guessing.",
    agreement_late="Still labelling? Then look here only when you are done.",
    no_pairs="There are no answers yet that two people labelled.",
    on_verdict="The answer",
    on_sourcing="The sources",
    kappa="Kappa {}",
    kappa_none="Kappa cannot be computed: both always gave the same label. There is then no chance to subtract.",
    kappa_unknown="kappa cannot be computed",
    same="The same for {percent} of {n} answers.",
    few="With so few answers this figure is uncertain.",
    strengths=(
        "Less agreement than by guessing.",
        "Hardly any agreement.",
        "Fair agreement.",
        "Moderate agreement.",
        "Substantial agreement.",
        "Almost perfect agreement.",
    ),
    counts="Counts",
    counts_caption="Rows: {}. Columns: {}.",
    automatic="People and the automatic score",
    automatic_intro="Does the automatic score call an answer right that people call “right”? Kappa is about right or not right; the table shows "
    "where “partly right” falls. Only answers on which there is no difference left count.",
    automatic_none="This run has no final label yet.",
    automatic_words={"juist": "score: right", "niet": "score: not right"},
    automatic_column="automatic score",
    final_row="final label of people",
    export="Export",
    export_text="All labels with the final one, the run and the number of the question. Note: it holds the names of evaluators.",
    export_csv="For a spreadsheet (CSV)",
    export_jsonl="For a program (JSONL)",
    comma=".",
)  # fmt: skip

RESULTS = {"nl": _NL, "en": _EN}
