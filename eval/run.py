"""Ask a target every case that has no row yet: ``standpuntwijzer eval run``. Can be stopped at any moment and gone on with."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import date
from itertools import islice

from eval.case import Case
from eval.places import Places
from eval.record import Record, Reply
from eval.runs import RunError, Writer
from eval.targets import Asked
from models.base import ModelError

# A target that fails so many times running is not there.
GIVES_UP = 5
Job = tuple[str, Case, int]
Progress = Callable[[int, int], None]


def jobs(sets: Mapping[str, Sequence[Case]], seeds: int) -> list[Job]:
    """Every (set, case, seed) of a run, in order. What is only searched for is asked once."""
    return [(name, case, seed) for seed in range(seeds) for name, cases in sets.items() for case in cases if seed == 0 or case.task == "answer"]


def run(target: Asked, wanted: Sequence[Job], done: Iterable[Record], writer: Writer, places: Places, workers: int, progress: Progress) -> int:
    """Write a row for every job without a good one, and return how many failed.

    A case that the target cannot answer gets a row that says so, and is asked again when the run is gone on with. Raises :class:`RunError` when
    the target fails :data:`GIVES_UP` times running.
    """
    have = {record.key for record in done if record.reply.outcome != "failed"}
    todo = [job for job in wanted if (job[1].qid, job[2]) not in have]
    count, failed, running = len(wanted) - len(todo), 0, 0
    progress(count, len(wanted))
    for record in _asked(target, todo, places, workers):
        writer.add(record)
        count += 1
        progress(count, len(wanted))
        bad = record.reply.outcome == "failed"
        failed, running = failed + bad, running + 1 if bad else 0
        if running == GIVES_UP:
            raise RunError(f"Het doel antwoordt niet meer: {record.reply.error} Herstel dat en draai dezelfde opdracht opnieuw; wat er is, blijft.")
    return failed


def _asked(target: Asked, todo: Sequence[Job], places: Places, workers: int) -> Iterator[Record]:
    """The rows as they come; with one worker in order. Leaving this early starts no new question."""
    if workers == 1 or not target.parallel:
        yield from (ask(target, job, places) for job in todo)
        return
    rest = iter(todo)
    with ThreadPoolExecutor(workers) as pool:
        waiting: set[Future[Record]] = {pool.submit(ask, target, job, places) for job in islice(rest, workers)}
        while waiting:
            ready, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            waiting |= {pool.submit(ask, target, job, places) for job in islice(rest, len(ready))}
            yield from (future.result() for future in ready)


def ask(target: Asked, job: Job, places: Places) -> Record:
    """The row of one job."""
    name, case, seed = job
    try:
        reply = target.ask(case, seed)
    except ModelError as error:
        reply = Reply(outcome="failed", language=case.language, error=str(error))
    today = date.today()
    named = (*case.gold, *case.stale, *(cited.place for cited in reply.cited or ()), *(reply.hits or ()))
    return Record(
        set=name, case=case, seed=seed, day=today, reply=reply, sources=places.sources(filter(None, named), case.on or today, today)
    )
