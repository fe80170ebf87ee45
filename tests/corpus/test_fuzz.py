"""Every parser on anything: a document that keeps its promises or a ParseError, within ten seconds and 1.5 GB.

Made-up files by hypothesis, and real files (skipped where they are absent) with damage that a fixed seed chooses. FUZZ_ROUNDS is how often
each kind of damage is done to each file, and multiplies the made-up files; FUZZ_SEED chooses other damage.
"""

import gzip
import json
import os
import random
import re
import signal
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date
from io import BytesIO
from itertools import islice, pairwise
from pathlib import Path
from types import FrameType

import pypdfium2
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import etree

from corpus.builtin import STARTER
from corpus.document import Document, Part, Section
from corpus.read import BUNDLES, READABLE, read, read_bundle
from corpus.record import document_record, read_document, read_section, section_record
from corpus.source import ParseError, Source, Stage
from corpus.wettenbundel import BUNDLE
from corpus.worker import Limits, Reader
from tests.corpus.test_docx import rewritten
from tests.corpus.test_kamerstuk import PAGE as PAPER_PAGE
from tests.corpus.test_kamerstuk import xml as paper
from tests.corpus.test_pdf import real
from tests.corpus.test_read import FORMATS
from tests.corpus.test_wettenbundel import real_lines

ROUNDS, SEED = int(os.environ.get("FUZZ_ROUNDS", "1")), os.environ.get("FUZZ_SEED", "")
SECONDS, MEMORY = 10.0, 1_500 << 20
NAMES = {"rekkenwet": "rekkenwet", "avg": "avg"}
SOURCE = Source("proef", title="Proef", stages=(Stage("artikel-1", date(2030, 1, 1)),))
Damage = Callable[[random.Random, bytes], bytes]


# ---- what a document promises


def check(document: Document) -> None:
    ids = [section.id for section in document.sections]
    assert len(set(ids)) == len(ids)
    assert any(section.text.strip() for section in document.sections)
    for section in document.sections:
        check_section(section, document.id, set(ids))
    rows = [json.dumps(section_record(section), ensure_ascii=False).encode() for section in document.sections]
    head = json.dumps(document_record(document), ensure_ascii=False).encode()
    assert read_document(json.loads(head), tuple(read_section(json.loads(row)) for row in rows)) == document


def check_section(section: Section, document_id: str, ids: set[str]) -> None:
    length, own = len(section.text), f"{document_id}/"
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", section.id) and section.label.strip()
    assert section.text.strip() or not (section.parts or section.links or section.definitions)
    spans = [[(span.start, span.end) for span in kind] for kind in (section.parts, section.links, section.definitions)]
    assert all(0 <= start < end <= length for kind in spans for start, end in kind)
    assert all(one[1] <= other[0] for kind in spans[1:] for one, other in pairwise(kind))
    around: list[Part] = []
    for part in section.parts:
        while around and around[-1].end <= part.start:
            around.pop()
        assert part.kind and part.number and part.depth == len(around) and (not around or part.end <= around[-1].end)
        around.append(part)
    assert all(link.target[len(own) :] in ids for link in section.links if link.target.startswith(own))
    assert all(definition.term.strip() for definition in section.definitions)
    assert all(0 <= start <= length and page > 0 for start, page in section.pages)
    assert all(one[0] < other[0] and one[1] < other[1] for one, other in pairwise(section.pages))


def is_read(data: bytes, name: str, source: Source = SOURCE) -> bool:
    """Whether ``data`` could be read; fails for anything else than a good document or a refusal in time."""
    started, previous = time.perf_counter(), signal.signal(signal.SIGALRM, hangs)
    signal.setitimer(signal.ITIMER_REAL, 2 * SECONDS)
    try:
        found = bundled(data) if name.endswith(BUNDLES) else [read(data, name, source, NAMES)]
    except ParseError as error:
        found = []
        assert str(error).strip() and "\n" not in str(error)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
    assert time.perf_counter() - started < SECONDS
    for document in found:
        check(document)
    return found != []


def hangs(number: int, frame: FrameType | None) -> None:
    raise TimeoutError("reading hangs")


def bundled(data: bytes, reader: Reader | None = None) -> list[Document]:
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        path = Path(file.name)
        return list(reader.read_bundle(path, BUNDLE) if reader else read_bundle(path, BUNDLE, NAMES))


# ---- files and what can befall them


def framework() -> bytes:
    """Six pages of a real PDF, without the time and the number that pypdfium2 gives each file it makes."""
    target, pages = BytesIO(), pypdfium2.PdfDocument.new()
    pages.import_pages(pypdfium2.PdfDocument(real("algoritmekader/Kader-verantwoord-gebruik-generatieveAI-RKIs.pdf")), list(range(4, 10)))
    pages.save(target)
    return re.sub(rb"(?<=<)[0-9A-F]{32}(?=>)|(?<=D:)\d{14}", lambda found: b"0" * len(found[0]), target.getvalue())


ACT = '# Artikel 1\n\nVerordening (EU) 2030/1 wordt als volgt gewijzigd:\n\n1) artikel 4 wordt vervangen door: "Nee."\n\n2) bijlage I vervalt.'
FILES: dict[str, Callable[[], bytes]] = {
    "toestand.xml": lambda: real("bwb/BWBR0018451_2025-01-01_toestand.xml"),
    "formex.xml": lambda: real("eurlex/02016R0679-20160504_en_consolidated.xml"),
    "eurlex.html": lambda: real("eurlex/02024R1689-20240712_nl_consolidated.html")[:400_000] + b"</html>",
    "publicatieblad.html": lambda: real("eurlex/32024R1689_nl_oj.html")[:300_000] + b"</html>",
    "kader.pdf": framework,
    "wet.md": lambda: real("wetten/BWBR0005252_2017.md"),
    "maatregelen.md": lambda: real("bio/maatregelen/index.md"),
    "iama.md": (STARTER / "iama.md").read_bytes,
    "wetten.jsonl": lambda: b"".join(islice(real_lines(), 40)),
    "nota.docx": lambda: FORMATS["word"][0],
    "kamerstuk.xml": paper,
    "kamerstuk.html": lambda: PAPER_PAGE,
    "pagina.html": lambda: PAPER_PAGE.replace(b"titel\">", b"\">"),
    "wijziging.txt": ACT.encode,
}


def place(chance: random.Random, data: bytes) -> int:
    """Between two tags, or between two words."""
    return chance.choice([0, *(found.end() for found in islice(re.finditer(rb">\s*|\s+", data), chance.randrange(1, 5_000)))][-100:])


def flipped(chance: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice([1, 10, 200]) if data else 0):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def repeated(chance: random.Random, data: bytes) -> bytes:
    """With a piece left out (all that is left, perhaps), or as often as 50 times, or with NULs in its place."""
    start = chance.randrange(len(data) + 1)
    end = min(start + chance.choice([chance.randrange(1, 3_000), len(data)]), len(data))
    return data[:start] + chance.choice([b"", data[start:end] * chance.choice([2, 5, 50]), bytes(end - start)]) + data[end:]


def shuffled(chance: random.Random, data: bytes) -> bytes:
    cuts = sorted(chance.randrange(len(data) + 1) for _ in range(chance.choice([2, 5, 40])))
    pieces = [data[start:end] for start, end in pairwise([0, *cuts, len(data)])]
    chance.shuffle(pieces)
    return b"".join(pieces)


def nested(chance: random.Random, data: bytes) -> bytes:
    """With 100,000 opening marks: of a tag that the file has, or of what nests in other formats."""
    tags = re.findall(rb"<([A-Za-z][\w.:-]*)", data[:100_000]) if data.lstrip().startswith(b"<") else []
    marks = [b"<%s>" % chance.choice(tags)] if tags else [b"[", b"{", b"> ", b"<div>", b"(", b"**", b"<<", b"![", b"1. "]
    start = place(chance, data)
    return data[:start] + chance.choice(marks) * 100_000 + data[start:]


def bombed(chance: random.Random, data: bytes) -> bytes:
    """With entities that unfold to a billion words, or with a long one that is used often."""
    many = b"".join(b'<!ENTITY e%d "%s">' % (level, b"&e%d;" % (level - 1) * 10) for level in range(1, 10))
    kind = b'<!DOCTYPE x [<!ENTITY e0 "%s">%s]>' % (b"rek " * chance.choice([1, 30_000]), many)
    head = re.match(rb"\s*<\?xml[^>]*\?>|", data)
    at = head.end() if head else 0
    start = max(at, place(chance, data))
    return data[:at] + kind + data[at:start] + chance.choice([b"&e9;", b"&e0;" * 10_000]) + data[start:]


def swollen(chance: random.Random, data: bytes) -> bytes:
    """With an attribute of megabytes, or with very many."""
    tags = [found.end() for found in re.finditer(rb"<[A-Za-z][\w.:-]*", data[:100_000])]
    words = b"rek " * (2_600_000 if re.match(rb"\s*<(?:\?xml|!DOCTYPE)", data) else 200_000)
    more = chance.choice([b' x="%s"' % words, b"".join(b' x%d=""' % number for number in range(20_000))])
    start = chance.choice(tags) if tags else place(chance, data)
    return data[:start] + more + data[start:]


def transcoded(chance: random.Random, data: bytes) -> bytes:
    code = chance.choice(["utf-16", "utf-8-sig", "latin-1", "cp037", "utf-7", "utf-32", "cp1252"])
    if chance.random() < 0.5:
        return re.sub(rb"(encoding|charset)=([\"']?)[\w-]+", rb"\1=\2" + code.encode(), data, count=1)
    return data.decode("utf-8", "replace").encode(code, "replace")


def rearranged(chance: random.Random, data: bytes) -> bytes:
    """The same elements in places where they do not belong."""
    page = re.search(rb"<html", data[:2_000]) is not None
    parser = etree.HTMLParser(encoding="utf-8") if page else etree.XMLParser(recover=True)
    root = etree.fromstring(data, parser) if data.lstrip()[:1] == b"<" else None
    nodes = [] if root is None else [node for node in root.iter() if isinstance(node.tag, str)][1:]
    if len(nodes) < 2:
        return shuffled(chance, data)
    for _ in range(chance.choice([1, 5, 30])):
        one, other = chance.sample(nodes, 2)
        match chance.randrange(6):
            case 0:
                one.tag = other.tag
            case 1 if len(other) < 50:
                one.append(deepcopy(other))
            case 2 if one.getparent() is not None:
                one.getparent().remove(one)
            case 3:
                one.text, one.tail = other.tail, other.text
            case 4:
                one.attrib.update(other.attrib)
            case _:
                one.clear()
    return bytes(etree.tostring(root, encoding="utf-8", method="html" if page else "xml"))


def damaged(chance: random.Random, damage: Damage, data: bytes, name: str) -> bytes:
    """``data`` after ``damage``; most often not to a Word document itself but to one of the files in it."""
    if not name.endswith(".docx") or chance.random() < 0.2:
        return damage(chance, data)
    with zipfile.ZipFile(BytesIO(data)) as package:
        part = chance.choice(["word/document.xml"] * 9 + package.namelist())
        return rewritten(data, {part: damage(chance, package.read(part))})


@pytest.mark.parametrize("name", FILES)
def test_damaged_files_are_read_or_refused_in_time(name: str) -> None:
    data = FILES[name]()
    assert is_read(data, name)
    for damage in (flipped, repeated, shuffled, nested, bombed, swollen, transcoded, rearranged):
        chance = random.Random(f"{SEED} {name} {damage.__name__}")
        for _ in range(ROUNDS):
            is_read(damaged(chance, damage, data, name), name)


# ---- made-up files

CONFIG = settings(max_examples=100 * ROUNDS, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
WORDS = (
    "1. ", "2. ", "a. ", "b) ", "1° ", "(1)", "Artikel 1", "artikel 1, punt m, ", "artikel 2 van de Rekkenwet", "lid 1", "onder t", "t/m",
    "bijlage II", " en ", "Onder rek wordt verstaan: ", "wordt verstaan onder:\n", "„rek”: hout;", "rek: hout;\n", "HOOFDSTUK I", "Hout.",
    "ı", "İ", "é\u0301", "\u00ad", "\u2028", " ", "\n", "\n\n", "“", "”", "[", "](", "(", ")", "|", "|-|\n", "#", "## ", "> ", "- ", "*", "_", "`",
    "```\n", "<div>", "</div>\n", "<!--", "-->", "---\n", "{{", "}}", "{#a}", "&amp;", "&#0;", "&#xD800;", "![", "!!! a\n", "    ", "\\", "\0",
    "http://a.nl", "\x0b", "\x85", "²", "٣.", "Ⅳ", "ª", "🚲",
)  # fmt: skip
PROSE = st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=40).map("".join)


@CONFIG
@given(st.sampled_from(sorted(FORMATS)), st.integers(0, 400), st.binary(max_size=300), st.sampled_from((*READABLE, ".bin", "")))
def test_any_bytes_after_a_known_beginning_are_read_or_refused(form: str, kept: int, rest: bytes, ending: str) -> None:
    is_read(FORMATS[form][0][:kept] + rest, f"x{ending}")


@CONFIG
@given(PROSE, st.sampled_from(("", ACT, "# Artikel 1\n", "# Artikel 1\nHout.\n# Artikel 2\n", "---\ntitle: A\n---\n")), st.sampled_from(("", "wet")))
@example("c. hout;\n\nOok staal.\n\n1. rond;\n2. recht.", "# Artikel 1\nHout.\n# Artikel 2\n", "")
@example("Zie artikel 1 (m).", "# Artikel 1\n", "")
def test_any_text_is_read_or_refused(text: str, before: str, amends: str) -> None:
    is_read((before + text).encode("utf-8", "replace"), "x.md", Source("proef", amends=amends))


FRAMES = {
    "<ACT>{}</ACT>": """CONSID ARTICLE ANNEX CONS.ANNEX DIVISION TITLE TI STI P NP NO.P PARAG NO.PARAG ALINEA GR.SEQ LIST ITEM DLIST
        DLIST.ITEM PREFIX TERM QUOT.S QUOT.START QUOT.END NOTE HT FT TBL ROW CELL TI.ART STI.ART BIB.INSTANCE""",
    '<toestand bwb-id="BWBR0000001" inwerkingtreding="2030-01-01"><wetgeving>{}</wetgeving></toestand>': """boek hoofdstuk aanhef bijlage
        divisie circulaire.divisie artikel wettekst kop label nr titel al lid lidnr lijst li li.nr table tgroup row entry redactie intref
        extref noot term definitielijst definitie-item definitie wijzig-artikel citeertitel meta-data considerans""",
    "<officiele-publicatie><kamerstuk>{}</kamerstuk></officiele-publicatie>": """stuk titel dossier dossiernr tekst divisie kop nr tussenkop
        al lijst li li.nr table tgroup row entry noot sup nadruk lid lidnr vraag antwoord ondertekening naam datum datumtekst metadata meta""",
    "<html><p class='oj-ti-art'>Artikel 1</p>{}</html>": "p div span table tbody tr td hr a sup br h1 li ul",
    "<html><!--officielebekendmakingen--><h1 class='stuktitel'>Nr. 1 A</h1>{}</html>": "p div h1 h2 h3 ul ol li table tr td sup span a br",
    "<!DOCTYPE html><html>{}</html>": """head title body main article header section h1 h2 h6 p ul ol li dl dt dd table thead tr td th
        caption br sup a form""",
}  # fmt: skip
ATTRIBUTES = """class="oj-ti-art" class="oj-sti-art" class="oj-ti-section-1" class="oj-ti-section-2" class="oj-doc-ti" class="oj-ti-grseq-1"
    class="stuk" class="grid-list" class="tussenkop" class="note-tag_super" id="art_1" id="anx_I" id="rct_1" id="ntc1" status="vervallen"
    status="nogniet" value="9" start="²" doc="jci1.3:c:BWBR0000001&amp;artikel=1&amp;lid=1&amp;o=a" TYPE="SUP" TYPE="DASH" CODE="2018" role="main"
    IDENTIFIER="001" SEPARATOR=":" colspan="99" rowspan="99" hidden="" type="extra" href="#a" label="Artikel_1" bwb-ng-variabel-deel="/Artikel1"
    content="kst-1-1" isodatum="2030-01-01" name="x" """.split()


@st.composite
def trees(draw: st.DrawFn) -> str:
    """A small page or act out of the elements that a parser knows, in any order."""
    frame = draw(st.sampled_from(sorted(FRAMES)))
    tag, attribute = st.sampled_from(FRAMES[frame].split()), st.sampled_from(("", *(f" {shown}" for shown in ATTRIBUTES)))
    letters = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), max_size=4)
    leaf = (st.sampled_from([word.strip("\0\x0b") for word in WORDS]) | letters).map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;"))

    def around(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.builds("<{0}{1}>{2}</{0}>".format, tag, attribute, st.lists(inner, max_size=4).map("".join))

    return frame.format("".join(draw(st.lists(st.recursive(leaf, around, max_leaves=12), min_size=1, max_size=5))))


@settings(CONFIG, max_examples=300 * ROUNDS)
@given(trees())
@example('<toestand bwb-id="BWBR0000001"><wetgeving>' + "<artikel><al>Hout.</al></artikel>" * 200 + "</wetgeving></toestand>")
def test_any_tree_of_known_elements_is_read_or_refused(text: str) -> None:
    is_read(text.encode(), "x.html" if "<html>" in text else "x.xml")


KEYS = "title title_en short names identifier url status valid_from valid_until replaces replaced_by note license checked anders".split()
VALUES = (
    "Hout", "wet", "geldend", "a-b", "", "~", "1.5", "2030-01-01", "2030-01-01 10:00:00", "2030-99-01", "[a, b]", "[1, 2030-01-01]", "{a: b}", "a: b",
    "[[a]]", "&a [*a]", "*a", '"\\ud800"', '"\\0"', "|\n  a", "!!set {a}", "!!binary aGk=", "!!python/name:x", "[" * 80, "'", "# niets", "yes", "- a",
    "\n- a", "${x}",
)  # fmt: skip


@CONFIG
@given(st.dictionaries(st.sampled_from(KEYS), st.sampled_from(VALUES), max_size=3), st.lists(PROSE, max_size=3))
def test_any_built_in_document_is_read_or_refused(fields: dict[str, str], texts: list[str]) -> None:
    head = "".join(f"{key}: {value}\n" for key, value in {"id": "rek", "kind": "wet", "checked": "2030-01-01", **fields}.items())
    body = "".join(f"\n## Hout {{#a{number}}}\n{text}\n### English\n{text}\n" for number, text in enumerate(texts))
    is_read(f"---\n{head}---\n\n## Hout {{#a}}\nHout.\n{body}".encode("utf-8", "replace"), "x.md")


@CONFIG
@given(
    st.lists(st.tuples(PROSE | st.sampled_from(["| Artikel 1", "Bijlage 1 | Artikel 1", "Artikel 3 | Hout", "\ud800"]), PROSE), min_size=1),
    st.sampled_from(["Rekkenwet", "", "Wet (Rekkenwet)", "\ud800"]),
    st.sampled_from(["", "", "", "{", "[]", "null", '{"p": ' * 500, "1e999", '{"p": "wet/BWBR0000002", "t": "", "h": null, "b": ""}']),
)
def test_any_lines_of_a_bundle_are_read_or_refused(texts: list[tuple[str, str]], title: str, last: str) -> None:
    lines = [json.dumps({"p": "wet/BWBR0000001/README.md", "t": title, "h": heading, "b": text + "\ud800"}) for heading, text in texts]
    is_read("\n".join([*lines, last]).encode(), "x.jsonl")


# ---- memory


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(NAMES, Limits(MEMORY, SECONDS)) as found:
        yield found


def fits(reader: Reader, data: bytes, name: str) -> bool:
    """Whether ``data`` could be read; fails when that took too much time or memory, or took the worker down."""
    try:
        return bundled(data, reader) != [] if name.endswith(BUNDLES) else reader.read(data, name, SOURCE).sections != ()
    except ParseError as error:
        assert not re.search(r"^lezen |duurde langer|^de PDF vraagt te veel", str(error)), f"{name}: {error}"
        return False


@pytest.mark.parametrize("name", FILES)
def test_files_made_to_swell_stay_within_bounds(name: str, reader: Reader) -> None:
    data = FILES[name]()
    assert fits(reader, data, name)
    for damage in (nested, bombed, swollen):
        chance = random.Random(f"{SEED} {name} {damage.__name__} in a worker")
        for _ in range(ROUNDS):
            fits(reader, damaged(chance, damage, data, name), name)


@pytest.mark.parametrize("frame", FRAMES)
def test_crowds_of_known_elements_stay_within_bounds(frame: str, reader: Reader) -> None:
    rows = (f"<{tag}>Artikel 1</{tag}>" * 500 + (f"<{tag}>" * 40 + f"</{tag}>" * 40) * 10 for tag in FRAMES[frame].split())
    fits(reader, frame.format("".join(rows)).encode(), "x.html" if "<html>" in frame else "x.xml")


ALIASES = "names:\n  - &a0 rek\n" + "".join(f"  - &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)) + "title: *a9\n"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (FORMATS["built-in"][0].replace(b"title: Rekken\n", ALIASES.encode()), "x.md"),
        (f"---\n{ALIASES}---\nHout.".encode(), "x.md"),
        (gzip.compress(b" " * (300 << 20)), "x.jsonl.gz"),
        (b"<!DOCTYPE html><html>" + b"<h2>a" * 200 + b"</html>", "x.html"),
    ],
    ids=["built-in", "front matter", "packed line", "headings in headings"],
)
def test_a_little_that_unfolds_to_much_is_refused(data: bytes, name: str, reader: Reader) -> None:
    assert not fits(reader, data, name)
