"""Whole answers, with the model: ``python -m eval.answers eval/components/answers-test.jsonl --out answers.jsonl``.

One row a question is added to the file as it is answered, so a run that was stopped goes on where it was; every sentence shown is in it
beside the passage it cites, to be read by a person. Measures: the share of answerable questions answered or quoted from a gold section;
citation precision (citations of a gold section) and recall (gold among the citations), after ALCE (Gao et al. 2023), where each
sentence has one citation; the share of other questions that got no answer; words and seconds.
"""

import argparse
import json
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.answer import Answer, AnswerKind, Done, Retrieved
from assistant.build import load_assistant, load_retriever
from assistant.pipeline import Assistant
from assistant.relevance import Relevance
from assistant.settings import load_settings
from assistant.verify import literal
from corpus.sentences import split_sentences
from eval.rows import Row, is_gold, read_rows, share

_MARKER = re.compile(r"\s*\[(\d+)\]")


def answered(assistant: Assistant, row: Row) -> Row:
    """The question put to the assistant, with all that is needed to judge the answer later."""
    verdict, answer = Relevance.NONE, None
    for event in assistant.stream(row["query"]):
        if isinstance(event, Retrieved):
            verdict = event.verdict
        elif isinstance(event, Done):
            answer = event.answer
    assert isinstance(answer, Answer)
    cited = [f"{c.quote.passage.document_id}/{c.quote.passage.section_id}" for c in answer.citations]
    # Nearest passages come with the words that there is no answer.
    told = answer.kind is not AnswerKind.ABSTAINED and verdict is Relevance.ANSWER
    return {
        "qid": row["qid"],
        "query": row["query"],
        "gold": row["gold"],
        "kind": row.get("kind", ""),
        "told": told,
        "shown": str(answer.kind),
        "sentences": [span.text for span in split_sentences(answer.text)],
        "sources": [[place, c.quote.shown(answer.language)] for place, c in zip(cited, answer.citations, strict=True)],
        "removed": [[check.sentence, check.reason] for check in answer.checks if check.marker is None],
        "written": sum(check.marker is not None for check in answer.checks),
        "notices": list(answer.notices),
        "seconds": answer.timings.get("total", 0.0),
    }


def table(rows: Sequence[Row]) -> dict[str, str]:
    """The measures as text, each with its 95% Wilson interval."""
    answerable, absent = [row for row in rows if row["gold"]], [row for row in rows if not row["gold"]]
    shown = [row for row in answerable if row["shown"] != "abstained"]
    cites = [(place, row["gold"]) for row in answerable if row["told"] for place, _ in row["sources"]]
    found = {
        "answered or quoted from a gold section": [_any_gold(row) for row in answerable],
        "told that there is no answer (wrongly)": [not row["told"] for row in answerable],
        "nothing shown (wrongly)": [row["shown"] == "abstained" for row in answerable],
        "a citation is of a gold section": [is_gold(place, gold) for place, gold in cites],
        "gold among the citations": [_any_gold(row) for row in shown],
    }
    for kind in sorted({row["kind"] for row in absent}):
        found[f"no answer to {kind}"] = [not row["told"] for row in absent if row["kind"] == kind]
    found["no answer, all"] = [not row["told"] for row in absent]
    shares = {name: share(values) for name, values in found.items() if values}
    words = [len(" ".join(row["sentences"]).split()) for row in answerable]
    return shares | {
        "composed sentences kept / removed": f"{sum(row['written'] for row in rows)} / {sum(len(row['removed']) for row in rows)}",
        "words, mean / longest": f"{np.mean(words):.0f} / {max(words)}" if words else "-",
        "seconds, p50 / p95": "{:.1f} / {:.1f}".format(*np.percentile([row["seconds"] for row in rows], (50, 95))),
    }


def report(rows: Sequence[Row]) -> str:
    """Every sentence shown, beside the passage it cites, as Markdown for a person to read; what is not literal is marked."""
    lines = ["# Every sentence of the answers, beside its source", ""]
    for row in rows:
        outcome = "told" if row["told"] else row["shown"]
        lines += [f"## {row['qid']} ({row['kind']}, {outcome})", "", f"**{_plain(row['query'])}**", ""]
        for sentence in row["sentences"]:
            bare, markers = _MARKER.sub("", sentence), [int(marker) for marker in _MARKER.findall(sentence)]
            sources = [row["sources"][marker - 1] for marker in markers if marker <= len(row["sources"])]
            said = "rule" if not sources else "literal" if all(literal(bare, text) for _, text in sources) else "OTHER WORDS"
            lines.append(f"- {said}: {_plain(sentence)}")
            lines += [f"  - {place}: {_plain(text)}" for place, text in sources if said == "OTHER WORDS"] or [f"  - {place}" for place, _ in sources]
        lines += [f"- removed ({reason}): {_plain(sentence)}" for sentence, reason in row["removed"]]
        lines.append("")
    return "\n".join(lines)


def _plain(text: str) -> str:
    return re.sub(r"([*_`<>\[\]])", r"\\\1", text)


def _any_gold(row: Row) -> bool:
    return any(is_gold(place, row["gold"]) for place, _ in row["sources"])


def main() -> None:
    """Answer what has no row yet, then print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True, help="JSON lines; rows that are there are not asked again")
    parser.add_argument("--report", type=Path, help="also write every sentence beside its source, as Markdown")
    parser.add_argument("--no-model", action="store_true", help="literal passages only")
    args = parser.parse_args()
    asked, have = read_rows(*args.file), read_rows(args.out) if args.out.exists() else []
    done = {row["qid"] for row in have}
    settings = load_settings()
    assistant = Assistant(load_retriever(settings), None) if args.no_model else load_assistant(settings, many=True)
    with args.out.open("a", encoding="utf-8") as out:
        for row in asked:
            if row["qid"] not in done:
                have.append(answered(assistant, row))
                out.write(json.dumps(have[-1], ensure_ascii=False) + "\n")
                out.flush()
    wanted = {row["qid"] for row in asked}
    if args.report:
        args.report.write_text(report([row for row in have if row["qid"] in wanted]), encoding="utf-8")
    for name, value in table([row for row in have if row["qid"] in wanted]).items():
        print(f"{name:45} {value}")


if __name__ == "__main__":
    main()
