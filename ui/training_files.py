"""A lesson as a learner sees it, and as files: to hand out, to present, for a learning platform. And quizzes from a spreadsheet."""

import json
from typing import Annotated, get_args

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from starlette.formparsers import MultiPartException, MultiPartParser

from assistant.instruction.edition import Edition, as_json, edition
from assistant.instruction.lesson import AUDIENCES, Audience, Lesson, LessonError, Text
from ui.forms import Form, Stale, TooLarge, go
from ui.training_desk import Desk

PAPER, PACKAGES = ("docx", "pdf", "pptx"), ("scorm12", "scorm2004", "xapi")
_ANSWERS = ("zonder", "met")
