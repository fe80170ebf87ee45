"""Every sentence of a run's answers beside the text it cites, for a person to read: ``standpuntwijzer eval sentences RUN``."""

import re
from collections.abc import Sequence

from assistant.verify import literal
from eval.measures import bare, sentences_of
from eval.record import Record
from eval.targets import MARKER

_CLIP = 400


def sentences(records: Sequence[Record]) -> str:
    """The answers as Markdown; a sentence is by rule, literal, or in other words, and then its source stands below it."""
    lines = ["# Every sentence of the answers, beside its source", ""]
    for record in (record for record in records if record.case.task == "answer"):
        case, reply = record.case, record.reply
        lines += [f"## {case.qid} ({record.set}, {case.kind}; {reply.outcome})", "", f"**{_plain(case.query)}**", ""]
        by_marker = {cited.marker: cited for cited in reply.cited or ()}
        for sentence in sentences_of(reply.text):
            cited = [by_marker[number] for number in map(int, MARKER.findall(sentence)) if number in by_marker]
            said = "by rule or without a source" if not cited else "literal" if all(literal(bare(sentence), c.text) for c in cited) else "OTHER WORDS"
            lines.append(f"- {said}: {_plain(sentence)}")
            lines += [f"  - {c.place}: {_plain(c.text[:_CLIP])}" if said == "OTHER WORDS" else f"  - {c.place}" for c in cited]
        lines += [f"- removed ({reason}): {_plain(sentence)}" for sentence, reason in reply.removed]
        lines.append("")
    return "\n".join(lines)


def _plain(text: str) -> str:
    return re.sub(r"([*_`<>\[\]])", r"\\\1", text)
