"""``standpuntwijzer eval``: run, compare, gate, report. Exit codes: 0 good, 1 not good enough (gate) or cases that failed, 2 a mistake to mend."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from assistant.terminal import ANSWERED, MISTAKE, Json, bar, emit, read_settings, say, working
from eval import cli_cases

if TYPE_CHECKING:
    from assistant.settings import Settings
    from eval.config import Config
    from eval.record import Record
    from eval.report import Run

app = typer.Typer(no_args_is_help=True, help="Meten hoe goed de antwoorden zijn.")
app.add_typer(cli_cases.app, name="cases")

QUICK = 126
NOT_GOOD = 1
# So many runs back a trend goes.
_TREND = 10
Named = Annotated[str, typer.Argument(help="Naam van een run (zie eval list).", show_default=False)]
Html = Annotated[Path | None, typer.Option("--html", help="Schrijf het rapport als één HTML-bestand.")]
Markdown = Annotated[Path | None, typer.Option("--markdown", help="Schrijf het rapport als Markdown.")]
Language = Annotated[Literal["nl", "en"], typer.Option("--language", help="Taal van het rapport.")]
Current = Annotated[bool, typer.Option("--current", help="Beoordeel met de vragen zoals ze nu zijn, zonder ze opnieuw te stellen.")]
Open = Annotated[bool, typer.Option("--open", help="Open het rapport in de browser.")]


@app.command("run")
def run_(
    sets: Annotated[list[str] | None, typer.Argument(help="Welke sets (leeg: alle).", show_default=False)] = None,
    name: Annotated[str | None, typer.Option("--name", help="Naam; van een run die er al is, gaat deze verder.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help=f"Een vaste steekproef van {QUICK} vragen.")] = False,
    size: Annotated[int | None, typer.Option("--size", min=1, help="Een steekproef van zoveel vragen.")] = None,
    config: Annotated[Path | None, typer.Option("--config", help="TOML-bestand met doel en instellingen.")] = None,
    model: Annotated[str | None, typer.Option("--model", help="Model voor deze run (als STANDPUNT_MODEL).")] = None,
    url: Annotated[str | None, typer.Option("--url", help="Meet een server met het OpenAI-protocol, bijvoorbeeld http://127.0.0.1:8080/v1.")] = None,
    seeds: Annotated[int | None, typer.Option("--seeds", min=1, help="Stel elke vraag zo vaak, voor de stabiliteit.")] = None,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Zoveel vragen tegelijk (alleen bij een server).")] = None,
    open_: Open = False,
) -> None:
    """Stel alle vragen en bewaar elk antwoord. Onderbreken mag: dezelfde opdracht met --name gaat verder."""
    from eval.config import make_config, read_config

    chosen = read_config(config)
    target = {"kind": "openai", "url": url, "model": model or chosen.target.model} if url else None
    changes: dict[str, Any] = {"seeds": seeds, "workers": workers, "target": target}
    if model and not url:
        changes["settings"] = {**chosen.settings, "model": model}
    told = {key: value for key, value in changes.items() if value is not None}
    chosen = make_config({**chosen.model_dump(), **told}, "opdracht")
    done, failed = _run(chosen, sets or [], name, QUICK if quick else size)
    if open_:
        _open(_write_report([done], None, None, "nl")[0])
    raise typer.Exit(NOT_GOOD if failed else ANSWERED)


def _run(config: "Config", names: Sequence[str], name: str | None, size: int | None) -> tuple[str, int]:
    """Run or go on, with progress; the name of the run, and how many cases failed."""
    from eval.measured import Plan, begin

    settings = _settings(config)
    with working("vragen en corpus lezen"):
        plan: Plan = begin(config, settings, names, size, name)
    if plan.left_out:
        say(f"{plan.left_out} vragen gaan over teksten die hier niet zijn toegevoegd; die blijven weg.")
    say(f"Run {plan.manifest.name}: {plan.manifest.cases} vragen aan {config.label}.")
    try:
        with bar("vragen", unit=1) as progress:
            failed = plan.run(progress)
    except KeyboardInterrupt:
        say(f"Gestopt. Verder gaan: dezelfde opdracht met --name {plan.manifest.name}")
        raise
    if failed:
        say(f"{failed} vragen zijn mislukt; dezelfde opdracht met --name {plan.manifest.name} stelt ze opnieuw.")
    print(plan.manifest.name, flush=True)
    return plan.manifest.name, failed


@app.command("list")
def list_(as_json: Json = False) -> None:
    """Toon de runs die er zijn."""
    from eval.runs import list_runs

    runs = list_runs(_runs())
    if as_json:
        emit([manifest.model_dump(mode="json") for manifest in runs])
        return
    for manifest in runs:
        print(f"{manifest.day}  {manifest.name:36} {manifest.config.label:28} {manifest.cases} vragen")
    if not runs:
        say("Er zijn nog geen runs. Draai: standpuntwijzer eval run --quick")


@app.command()
def report(
    names: Annotated[list[str], typer.Argument(help="Eén run, of meer om te vergelijken.", show_default=False)],
    html: Html = None,
    markdown: Markdown = None,
    language: Language = "nl",
    current: Current = False,
    open_: Open = False,
) -> None:
    """Maak een rapport van een run, of een vergelijking van meer runs."""
    written = _write_report(names, html, markdown, language, current)
    for file in written:
        print(file)
    if open_:
        _open(written[0])


@app.command()
def compare(
    first: Named,
    second: Named,
    html: Html = None,
    markdown: Markdown = None,
    as_json: Json = False,
    language: Language = "nl",
    current: Current = False,
) -> None:
    """Vergelijk twee runs op dezelfde vragen, en toon welke vragen veranderd zijn."""
    from dataclasses import asdict

    from eval.compare import compare_runs

    one, two = (_load(name, current) for name in (first, second))
    found = compare_runs(one.cases, two.cases)
    changed = [
        {"qid": c.after.case.qid, "measure": c.measure, "better": c.better, "query": c.after.case.query} for c in found.changed
    ]
    if as_json:
        measures = {name: {**asdict(difference), "p_corrected": p} for name, (difference, p) in found.measures.items()}
        emit({"cases": found.both, "measures": measures, "changed": changed})
    else:
        print(f"{found.both} vragen in beide; {found.only_first} alleen in {first}, {found.only_second} alleen in {second}\n")
        for name, (d, p) in found.measures.items():
            print(f"{name:24} {d.first:8.3f} → {d.second:8.3f}  {d.change:+.3f} [{d.low:+.3f} {d.high:+.3f}]  p={p:.3f}  n={d.n}")
        for row in changed:
            print(f"\n{'beter ' if row['better'] else 'SLECHTER'} {row['measure']}: {row['qid']} {row['query']}", end="")
        print()
    if html or markdown:
        _write_report([first, second], html, markdown, language, current)


@app.command()
def gate(
    name: Named,
    rules: Annotated[Path | None, typer.Option("--rules", help="TOML-bestand met grenzen (standaard eval/gate.toml).")] = None,
    baseline: Annotated[str | None, typer.Option("--baseline", help="Run om mee te vergelijken.")] = None,
    junit: Annotated[Path | None, typer.Option("--junit", help="Schrijf de uitkomst voor een bouwserver.")] = None,
    current: Current = False,
    as_json: Json = False,
) -> None:
    """Is een run goed genoeg? Afloop 0: ja, 1: nee."""
    from eval import gate as gates

    chosen = gates.read_rules(rules or gates.GATE)
    outcomes = gates.judge(chosen, _load(name, current).cases, _load(baseline, current).cases if baseline else None)
    if junit:
        junit.write_text(gates.junit(outcomes, name), encoding="utf-8")
    if as_json:
        emit([{"rule": o.rule.name, "met": o.met, "told": o.told} for o in outcomes])
    else:
        for outcome in outcomes:
            print(f"{'goed' if outcome.met else 'FOUT'}  {outcome.rule.name}: {outcome.told}")
    raise typer.Exit(ANSWERED if all(outcome.met for outcome in outcomes) else NOT_GOOD)


@app.command()
def sentences(name: Named) -> None:
    """Toon elke zin van de antwoorden naast zijn bron, als Markdown, om na te lezen."""
    from eval import sentences as lists
    from eval.runs import read_manifest, read_rows

    read_manifest(_runs() / name)
    print(lists.sentences(read_rows(_runs() / name)))


@app.command()
def selftest(
    rules: Annotated[Path | None, typer.Option("--rules", help="TOML-bestand met grenzen (standaard eval/gate.toml).")] = None,
    size: Annotated[int, typer.Option("--size", min=1, help="Zoveel vragen per versie.")] = QUICK,
    model: Annotated[str, typer.Option("--model", help="Model; none is snel.")] = "none",
) -> None:
    """Bewijs dat eval gate fouten ziet: bouw kapotte versies van het programma en meet ze."""
    from eval import gate as gates
    from eval.selftest import prove

    with working("laden"):
        proof = prove(read_settings(model=model), gates.read_rules(rules or gates.GATE), size)
    bad = False
    for result in proof:
        good = result.harmless == (not result.broken)
        bad |= not good
        found = ", ".join(outcome.rule.name for outcome in result.broken) or "niets"
        print(f"{'goed' if good else 'FOUT'}  {result.name} ({'onschuldig' if result.harmless else 'kapot'}): gezien door {found}", flush=True)
    raise typer.Exit(NOT_GOOD if bad else ANSWERED)


@app.command()
def judge(name: Named, limit: Annotated[int | None, typer.Option("--limit", min=1, help="Alleen zoveel antwoorden.")] = None) -> None:
    """Laat het model zelf beoordelen of kernpunten in de antwoorden staan, naast de regels; ook gemeten tegen lezers."""
    from assistant.build import load_generator
    from eval.judged import judge_run

    settings = read_settings()
    generator = load_generator(settings)
    if generator is None:
        say("Er is geen model ingesteld (STANDPUNT_MODEL=none).")
        raise typer.Exit(MISTAKE)
    with bar("punten", unit=1) as progress:
        told = judge_run(_runs() / name, generator, limit, progress)
    for line in told:
        print(line)


@app.command()
def pages(port: Annotated[int, typer.Option("--port", help="Poort van de bladzijden.")] = 7870) -> None:
    """Open de bladzijden voor beoordelaars: antwoorden blind beoordelen, verschillen beslissen, vragen toevoegen."""
    from assistant.build import load_documents
    from eval.places import Places
    from ui.app import listen, refuse_beside
    from ui.evaluation import serve

    settings = read_settings()
    refuse_beside(settings, "/beoordelaars")
    with listen(settings.host, port) as opened:
        serve(settings.data, Places(load_documents(settings)).names, settings.language, opened)


def _settings(config: "Config") -> "Settings":
    return read_settings("use", [config.target.url], **config.settings)


def _runs() -> Path:
    return read_settings().data / "runs"


def _load(name: str, current: bool = False) -> "Run":
    """A run with its scores; with ``current`` by what is right now."""
    from eval.report import Run
    from eval.runs import read_manifest, read_rows
    from eval.scores import scored

    folder = _runs() / name
    manifest, records = read_manifest(folder), read_rows(folder)
    return Run(manifest, scored(_with_key(records) if current else records))


def _with_key(records: "list[Record]") -> "list[Record]":
    from assistant.build import load_documents
    from eval.case import for_corpus, load_cases
    from eval.places import Places
    from eval.rescore import with_key

    settings = read_settings()
    places = Places(load_documents(settings))
    return with_key(records, for_corpus(load_cases([], settings.data / "sets"), places.names)[0], places)


def _write_report(names: Sequence[str], html: Path | None, markdown: Path | None, language: str, current: bool = False) -> list[Path]:
    """The files written; without a file named, ``report.html`` beside the first run."""
    from eval import agreement, report
    from eval.runs import list_runs

    with working("rapport maken"):
        runs = [_load(name, current) for name in names]
        first = runs[0].manifest
        same = [m for m in list_runs(_runs()) if (m.sets, m.size, m.config.target) == (first.sets, first.size, first.config.target)]
        history = [_load(m.name, current) for m in same[-_TREND:] if m.name != first.name] if len(runs) == 1 else []
        facts = agreement.facts(_runs().parent, [run.manifest.name for run in runs], language)
        wanted = [(html, report.html), (markdown, report.markdown)] if html or markdown else [(_runs() / names[0] / "report.html", report.html)]
        for file, make in wanted:
            if file:
                file.write_text(make(runs, language=language, history=history, agreement=facts), encoding="utf-8")
    return [file for file, _ in wanted if file]


def _open(file: Path) -> None:
    import webbrowser

    print(file.resolve())
    webbrowser.open(file.resolve().as_uri())
