"""Searching for proposals in the background: with a model it takes minutes, and what is found may be judged meanwhile."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from assistant.instruction.lesson import Exercise, LessonError
from models.base import ModelError


@dataclass
class Job:
    """One search for a lesson: how many new proposals it gave, out of how many places, and how it ended."""

    places: int
    found: int = 0
    failed: str = ""
    stopping: threading.Event = field(default_factory=threading.Event)
    first: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)

    @property
    def running(self) -> bool:
        return not self.done.is_set()

    def wait(self, seconds: float) -> None:
        """Until there is a proposal or nothing is coming any more, at most ``seconds``."""
        self.first.wait(seconds)


class Jobs:
    """The searches of this process, one a lesson."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()

    def of(self, lesson: str) -> Job | None:
        """The last search for a lesson; None when there was none."""
        return self._jobs.get(lesson)

    def start(self, lesson: str, places: int, most: int, exercises: Iterable[Exercise], keep: Callable[[Exercise], int]) -> Job:
        """Look for ``most`` proposals; ``keep`` puts one by and gives how many were new. A search that still runs is left to run."""
        with self._lock:
            running = self._jobs.get(lesson)
            if running and running.running:
                return running
            job = self._jobs[lesson] = Job(places)
        threading.Thread(target=_work, args=(job, most, exercises, keep), daemon=True, name=f"proposals-{lesson}").start()
        return job

    def stop(self, lesson: str) -> None:
        """End a search after the proposal that is being made."""
        job = self._jobs.get(lesson)
        if job:
            job.stopping.set()


def _work(job: Job, most: int, exercises: Iterable[Exercise], keep: Callable[[Exercise], int]) -> None:
    try:
        for exercise in exercises:
            if job.stopping.is_set():
                break
            job.found += keep(exercise)
            if job.found:
                job.first.set()
            if job.found >= most:
                break
    except (LessonError, ModelError) as error:
        job.failed = str(error)
    finally:
        close = getattr(exercises, "close", None)
        if close:
            close()
        job.done.set()
        job.first.set()
