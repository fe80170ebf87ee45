"""The commands on the corpus: ``standpuntwijzer corpus …``. Reading and keeping is ``corpus/``; here is what the user types and sees."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.terminal import ANSWERED, MISTAKE, Json, bar, build_index, emit, read_day, read_settings, say

if TYPE_CHECKING:
    from assistant.settings import Settings
    from corpus.add import Given
    from corpus.connection import Network
    from corpus.document import Document

app = typer.Typer(no_args_is_help=True, help="Het corpus: documenten ophalen, toevoegen, tonen, vergelijken en controleren.")

Paths = Annotated[list[Path], typer.Argument(help="Bestanden of mappen.")]
Key = Annotated[str, typer.Argument(help="Id van een document, of id@versie.")]


@app.command()
def lint(folder: Annotated[Path | None, typer.Argument(help="Map; leeg: het corpus van de instellingen.")] = None) -> None:
    """Controleer ids, verwijzingen, datums, opvolgers, dubbele of lege tekst en vertaling."""
    from corpus.asked import load_questions
    from corpus.builtin import STARTER, load_folder
    from corpus.lint import lint as check
    from corpus.lint import lint_questions

    documents = load_folder(folder or read_settings().corpus or STARTER)
    problems = check(documents) + lint_questions(load_questions(), documents)
    for problem in problems:
        print(problem)
    sections = sum(len(document.sections) for document in documents)
    say(f"{len(documents)} documenten, {sections} onderdelen, {len(problems)} problemen.")
    raise typer.Exit(MISTAKE if problems else ANSWERED)


@app.command("list")
def list_(as_json: Json = False) -> None:
    """Toon de documenten met status en geldigheid."""
    from assistant.build import load_documents

    rows = [_row(document) for document in load_documents(read_settings())]
    if as_json:
        emit(rows)
        return
    for row in rows:
        period = f"{row['valid_from'] or '…'} – {row['valid_until'] or '…'}"
        print(f"{row['key']:34} {row['status']:11} {period:25} {row['sections']:4}  {row['title']}")


@app.command()
def show(key: Key, section: Annotated[str, typer.Argument(help="Onderdeel, bijvoorbeeld artikel-35.")] = "", as_json: Json = False) -> None:
    """Toon een document, of één onderdeel met zijn verwijzingen en begrippen."""
    document = _find(key)
    if not section:
        rows = [{"id": s.id, "label": s.label, "status": str(s.validity.status)} for s in document.sections]
        if as_json:
            emit({**_row(document), "sections": rows})
            return
        print(f"{document.title}\n{document.authority} · {document.identifier} · {_row(document)['status']}\n{document.url}\n")
        for row in rows:
            print(f"{row['id']:24} {row['label']}")
        return
    found = next((s for s in document.sections if s.id == section), None)
    if found is None:
        from corpus.document import CorpusError

        raise CorpusError(f"{key} heeft geen onderdeel {section}. Zie: standpuntwijzer corpus show {key}")
    links = [{"target": link.target, "place": link.place, "text": found.text[link.start : link.end]} for link in found.links]
    if as_json:
        terms = [definition.term for definition in found.definitions]
        emit({"id": found.id, "label": found.label, "text": found.text, "url": found.url, "links": links, "terms": terms})
        return
    print("\n".join((" > ".join(found.path), found.label, "", found.text, "", found.url)))
    for link in links:
        print(f"→ {link['text']}: {link['target']} {link['place']}")


@app.command()
def diff(
    document: Key,
    old: Annotated[str, typer.Argument(help="Oude versie.")],
    new: Annotated[str, typer.Argument(help="Nieuwe versie.")],
    as_json: Json = False,
) -> None:
    """Toon per artikel wat er tussen twee versies is veranderd. Wat weg is staat tussen [- -], wat nieuw is tussen {+ +}."""
    from dataclasses import asdict

    from corpus.diff import diff as compare

    found = compare(_find(f"{document}@{old}"), _find(f"{document}@{new}"))
    if as_json:
        emit([{**asdict(change), "change": str(change.change)} for change in found])
        return
    shape = {"=": "{}", "-": "[-{}-]", "+": "{{+{}+}}"}
    for change in found:
        print(f"{change.label} ({change.change})")
        print("  " + " ".join(shape[edit.mark].format(_shortened(edit.text) if edit.mark == "=" else edit.text) for edit in change.edits) + "\n")
    say(f"{len(found)} onderdelen verschillen.")


@app.command()
def fetch(
    ids: Annotated[list[str] | None, typer.Argument(help="Ids uit het manifest; leeg: alles.")] = None,
    from_folder: Annotated[Path | None, typer.Option(help="Neem de bestanden uit deze map, niet van het net.")] = None,
    accept_changed: Annotated[bool, typer.Option(help="Zet gewijzigde bestanden in de plaats van de oude.")] = False,
    on: Annotated[list[str] | None, typer.Option("--on", help="Versie van deze dag (jjjj-mm-dd; mag vaker).")] = None,
    index: Annotated[bool, typer.Option(help="Werk daarna de zoekindex bij.")] = True,
    as_json: Json = False,
) -> None:
    """Haal de officiële documenten van het manifest op, één tegelijk, en neem ze op in het corpus."""
    from corpus.fetch import FetchOptions, stored
    from corpus.fetch import fetch as fetch_all
    from corpus.manifest import choose, load_manifest
    from corpus.receipt import Outcome

    settings = read_settings("fetch")
    entries = choose(load_manifest(), ids or ())
    days = tuple(day for text in on or () if (day := read_day(text)))
    options = FetchOptions(_network(settings), days, accept_changed, from_folder)
    folder = settings.data / "official"
    with bar("ophalen", unit=1e6) as progress:
        found = fetch_all(entries, folder, options, lambda step: progress(step.done, step.total or step.done))
    for item in found:
        row = {"id": item.entry_id, "outcome": str(item.outcome), "file": item.file and item.file.name, "message": item.message}
        emit(row) if as_json else say(f"{item.entry_id}: {item.outcome}" + (f": {item.message}" if item.message else ""))
    files = [(path, folder) for entry in entries for path in stored(entry, folder) if not path.name.endswith("_wti.xml")]
    _add(files, _given({}, None, None, None, None, None, len(files)), settings, as_json)
    if index:
        build_index(settings)
    failed = any(item.outcome in (Outcome.ONTBREEKT, Outcome.MISLUKT, Outcome.GEWIJZIGD) for item in found)
    raise typer.Exit(MISTAKE if failed else ANSWERED)


@app.command()
def add(
    paths: Paths,
    id_: Annotated[str | None, typer.Option("--id", help="Id voor één bestand.")] = None,
    title: Annotated[str | None, typer.Option(help="Titel voor één bestand.")] = None,
    kind: Annotated[str | None, typer.Option(help="wet, beleid, advies, handreiking, norm, …")] = None,
    status: Annotated[str | None, typer.Option(help="geldend, actueel, historisch, vervallen, toekomstig, voorstel")] = None,
    valid_from: Annotated[str | None, typer.Option(help="Eerste dag waarop het geldt (jjjj-mm-dd).")] = None,
    valid_until: Annotated[str | None, typer.Option(help="Laatste dag waarop het geldt (jjjj-mm-dd).")] = None,
    version: Annotated[str | None, typer.Option(help="Versie, om er meer van naast elkaar te houden.")] = None,
    authority: Annotated[str | None, typer.Option(help="Wie het vaststelde.")] = None,
    url: Annotated[str | None, typer.Option(help="Waar de officiële tekst staat.")] = None,
    language: Annotated[str | None, typer.Option(help="Taal van de tekst: nl of en.")] = None,
    index: Annotated[bool, typer.Option(help="Werk daarna de zoekindex bij.")] = True,
    as_json: Json = False,
) -> None:
    """Voeg eigen of officiële documenten toe. Voorbeeld: standpuntwijzer corpus add beleid/ --status geldend"""
    from corpus.add import files_in

    settings = read_settings()
    files = files_in(paths)
    texts = {"id": id_, "title": title, "authority": authority, "url": url, "version": version}
    given = _given(texts, kind, status, valid_from, valid_until, language, len(files))
    reports = _add(files, given, settings, as_json)
    if index and any(report["outcome"] in ("toegevoegd", "vervangen") for report in reports):
        build_index(settings)
    raise typer.Exit(ANSWERED if all(report["outcome"] != "overgeslagen" for report in reports) else MISTAKE)


@app.command()
def remove(
    document: Key,
    version: Annotated[str | None, typer.Option(help="Alleen deze versie.")] = None,
    index: Annotated[bool, typer.Option(help="Werk daarna de zoekindex bij.")] = True,
) -> None:
    """Haal een toegevoegd document weg."""
    from assistant.build import library

    settings = read_settings()
    name, _, at = document.partition("@")
    for key in library(settings).remove(name, version or at or None):
        say(f"{key}: weggehaald")
    if index:
        build_index(settings)


@app.command()
def coverage(
    html: Annotated[Path | None, typer.Option(help="Schrijf een pagina naar dit bestand.")] = None,
    batch: Annotated[Path | None, typer.Option("--batch", help="Vragen om mee te zoeken; leeg: de vragen van het corpus.")] = None,
    as_json: Json = False,
) -> None:
    """Toon per document hoeveel onderdelen er zijn, welke nooit worden gevonden en welke geen vragen hebben."""
    from assistant.build import load_retriever
    from assistant.coverage import cover, page, questions_of
    from assistant.rows import read_rows

    retriever = load_retriever(read_settings())
    asked = [(row["query"], "") for row in read_rows(batch)] if batch else questions_of(retriever.passages)
    with bar("vragen", unit=1) as progress:
        rows = cover(retriever, asked, date.today(), progress)
    if html:
        html.write_text(page(rows, len(asked)), encoding="utf-8")
        say(f"Geschreven: {html}")
    elif as_json:
        emit([row.form() for row in rows])
    else:
        for row in rows:
            print(f"{row.key:34} {row.sections:4} onderdelen, {len(row.unasked):4} zonder vragen, {len(row.unfound):4} niet gevonden")


def _network(settings: "Settings") -> "Network":
    from corpus.connection import Network

    return Network(contact=settings.contact, proxy=settings.proxy, mirror=settings.mirror, ca_file=settings.ca_file)


def _add(files: list[tuple[Path, Path]], given: "Given", settings: "Settings", as_json: bool) -> list[dict[str, Any]]:
    from assistant.build import library, names
    from corpus.add import add as read_all
    from corpus.builtin import STARTER, load_folder
    from corpus.manifest import load_manifest
    from corpus.worker import Reader

    rows: list[dict[str, Any]] = []
    with Reader(names(settings)) as reader, bar("lezen", unit=1) as progress:
        taken = [document.key for document in load_folder(settings.corpus or STARTER)]
        for report in read_all(files, library(settings), load_manifest(), given, reader, settings.ocr, taken):
            row = {
                "path": str(report.path), "outcome": str(report.outcome), "key": report.key, "sections": report.sections,
                "reason": report.reason,
            }  # fmt: skip
            rows.append(row)
            progress(len(rows), len(files))
            if as_json:
                emit(row)
            elif report.reason:
                say(f"{report.path}: {report.outcome}: {report.reason}.")
    if not as_json:
        counts = {name: sum(row["outcome"] == name for row in rows) for name in dict.fromkeys(row["outcome"] for row in rows)}
        say(", ".join(f"{count} {name}" for name, count in counts.items()) or "Geen bestanden gevonden.")
    return rows


def _given(
    texts: dict[str, str | None], kind: str | None, status: str | None, start: str | None, end: str | None, language: str | None, count: int
) -> "Given":
    """What the user says of the files. Raises :class:`CorpusError` for a value that does not exist."""
    from corpus.add import Given
    from corpus.document import CorpusError, Kind, Status, Validity
    from corpus.source import IDENTIFIER

    if count != 1 and (texts.get("id") or texts.get("title")):
        raise CorpusError("--id en --title gaan over één bestand. Geef ze per bestand.")
    for name in ("id", "version"):
        if texts.get(name) and not IDENTIFIER.fullmatch(str(texts[name])):
            raise CorpusError(f"--{name} {texts[name]}: gebruik kleine letters en cijfers, met streepjes ertussen.")
    if language not in (None, "nl", "en"):
        raise CorpusError(f"--language {language}: kies nl of en.")
    fields: dict[str, Any] = {name: value for name, value in texts.items() if value}
    try:
        if kind:
            fields["kind"] = Kind(kind)
        if status or start or end:
            days = [date.fromisoformat(day) if day else None for day in (start, end)]
            fields["validity"] = Validity(Status(status or Status.GELDEND), *days)
    except ValueError as error:
        raise CorpusError(
            f"{error}. Kies --kind uit {', '.join(Kind)}; --status uit {', '.join(Status)}; een datum is jjjj-mm-dd."
        ) from error
    return Given(fields, language or "")


def _find(key: str) -> "Document":
    from assistant.build import load_documents
    from corpus.document import CorpusError

    documents = load_documents(read_settings())
    found = [document for document in documents if key in (document.key, document.id)]
    if not found:
        raise CorpusError(f"Er is geen document {key}. Zie: standpuntwijzer corpus list")
    exact = [document for document in found if document.key == key]
    return (exact or sorted(found, key=lambda document: document.version))[-1]


def _row(document: "Document") -> dict[str, Any]:
    validity = document.validity
    return {
        "key": document.key, "id": document.id, "version": document.version, "title": document.title,
        "status": str(validity.status_on(date.today())), "valid_from": str(validity.valid_from or ""),
        "valid_until": str(validity.valid_until or ""), "sections": len(document.sections), "url": document.url,
        "license": document.license,
    }  # fmt: skip


def _shortened(text: str, words: int = 8) -> str:
    parts = text.split()
    return text if len(parts) <= 2 * words else " ".join((*parts[:words], "…", *parts[-words:]))
