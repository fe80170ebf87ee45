"""A lesson as slides for who teaches it: what to read, each exercise and then its answer, the sources in the notes and at the end."""

from collections.abc import Iterator, Sequence

from assistant.instruction.edition import Paragraph
from corpus.sentences import split_sentences
from ui.export import is_link
from ui.lesson_files import Exercise, Question, Sheet, markers
from ui.pptx_slides import Slides, Text
from ui.pptx_style import (
    ANSWER,
    BODY,
    BODY_BOX,
    LEFT_BOX,
    PLAIN_LEFT_BOX,
    PLAIN_RIGHT_BOX,
    QUESTION,
    RIGHT_BOX,
    SIDE,
    TEXT,
    new_presentation,
    saved,
)
from ui.slide_fit import Line, Run, line

# Words of a lesson on one slide.
_MOST_WORDS = 60
# Sizes of letters in points, the largest that fits.
_READ, _ASKED = (32, 30, 28, 26, 24, 22, 20, 18), (24, 22, 20, 18)
_CHOSEN = _TOLD = (20, 19, 18, 17, 16)
_LISTED = 16


def write_pptx(sheet: Sheet, answers: bool) -> bytes:
    """The slides as the bytes of a .pptx; with or without a slide with the answer after each exercise."""
    slides = Slides(new_presentation(sheet.title, sheet.common.locale, sheet.words.keywords, sheet.made, sheet.words.shapes), sheet)
    slides.open()
    words = sheet.words
    slides.add(
        TEXT, words.goal, {BODY: Text(_by_words(sheet.goal), BODY_BOX, _READ)}, warning=words.stale if sheet.stale else "", foot=words.note
    )
    for part in sheet.reading:
        _write_reading(slides, part)
    for exercise in sheet.exercises:
        _write_question(slides, exercise)
        if answers:
            _write_answer(slides, exercise)
    slides.add(TEXT, sheet.common.sources, {BODY: Text([list(_listed(sheet))], BODY_BOX, (_LISTED,))}, foot=words.note)
    return saved(slides.show)


def _write_reading(slides: Slides, part: Paragraph) -> None:
    slides.add(
        TEXT, part.title, {BODY: Text(_by_words(part.text), BODY_BOX, _READ)},
        warning=slides.stale(part.stale), foot=slides.foot(part.sources), notes=slides.notes(part.title, part.sources),
    )  # fmt: skip


def _write_question(slides: Slides, exercise: Exercise) -> None:
    words = slides.sheet.words
    spot = any(part.form == "spot" for part in exercise.parts)
    choices = [each for part in exercise.parts for each in _choices(part)]
    slides.add(
        QUESTION, words.exercise.format(exercise.number),
        {
            BODY: Text([[line(exercise.question)]], PLAIN_LEFT_BOX, _ASKED),
            SIDE: Text([choices], RIGHT_BOX, _CHOSEN, padded=True, alt=words.prompt if spot else words.shapes["choices"]),
        },
        warning=slides.stale(exercise.stale),
    )  # fmt: skip


def _choices(part: Question) -> Iterator[Line]:
    yield line(part.prompt, bold=True, keep=True)
    if part.form == "spot":
        runs: list[Run] = []
        for choice in part.choices:
            runs.append(Run(choice.text, underline=bool(choice.mark)))
            # Not to be torn from its stretch at the end of a line.
            runs += [Run(f"\u00a0({choice.mark})", bold=True)] if choice.mark else []
        yield Line(tuple(runs))
        return
    for number, choice in enumerate(part.choices, start=part.start + 1):
        yield line(choice.text, number=number)


def _write_answer(slides: Slides, exercise: Exercise) -> None:
    words = slides.sheet.words
    ordered = any(part.form == "order" for part in exercise.parts)
    right = [line(words.right_order if ordered else words.right, bold=True, keep=True)]
    right += [each for part in exercise.parts for each in _right(part, len(exercise.parts) > 1)]
    wrong = [choice for part in exercise.parts for choice in part.mistakes]
    rules = [part.rule for part in exercise.parts if part.rule and part.rule not in exercise.why]
    why = [_labelled(words.rule, rule) for rule in rules]
    why += [_labelled(words.why, exercise.why)] if exercise.why else []
    why += [_labelled(words.not_right.format(choice.mark), f"{choice.why or words.see} {markers(choice.sources)}".strip()) for choice in wrong]
    sources = tuple(dict.fromkeys((*exercise.sources, *(number for choice in wrong for number in choice.sources))))
    title = words.answer_of.format(exercise.number)
    slides.add(
        ANSWER, title,
        {
            BODY: Text([right], LEFT_BOX, _TOLD, padded=True, alt=words.shapes["right"]),
            SIDE: Text([why], PLAIN_RIGHT_BOX, _TOLD),
        },
        warning=slides.stale(exercise.stale), foot=slides.foot(sources), notes=slides.notes(title, sources),
    )  # fmt: skip


def _right(part: Question, several: bool) -> Iterator[Line]:
    """The right choices, under the question where the exercise has several."""
    if several:
        yield line(part.prompt, keep=True)
    for choice in part.answer:
        yield line(f"{choice.mark}. {choice.text.strip()}")


def _labelled(label: str, text: str) -> Line:
    return Line((Run(f"{label} ", bold=True), Run(text)))


def _listed(sheet: Sheet) -> Iterator[Line]:
    """The sources: number, name, status and a link."""
    for source in sheet.sources:
        link = source.url if is_link(source.url) else ""
        rest = f" ({source.status})" + ("" if link else f" {source.url}".rstrip())
        yield Line((Run(f"[{source.number}] ", bold=True), Run(source.label, link=link), Run(rest)))
    if not sheet.sources:
        yield line(sheet.words.no_sources)
    if sheet.further:
        yield _labelled(sheet.words.further, markers(sheet.further))


def _by_words(text: str) -> list[list[Line]]:
    """The sentences of a text over as few slides as its number of words allows, about as many words on each."""
    sentences = [span.text for span in split_sentences(text)] or [text]
    fewest = len(_packed(sentences, _MOST_WORDS))
    most = next(most for most in range(1, _MOST_WORDS + 1) if len(_packed(sentences, most)) == fewest)
    return [[line(sentence) for sentence in chunk] for chunk in _packed(sentences, most)]


def _packed(sentences: Sequence[str], most: int) -> list[list[str]]:
    """Sentences in groups of at most ``most`` words; a longer sentence stands alone."""
    groups: list[list[str]] = []
    words = most
    for sentence in sentences:
        count = len(sentence.split())
        if not groups or words + count > most:
            groups.append([])
            words = 0
        groups[-1].append(sentence)
        words += count
    return groups
