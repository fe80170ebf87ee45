"""The look of our slides: wide, calm, in the colours of ``ui/theme.py``, and laid out in placeholders that whoever edits the slides keeps.

The layouts are made here and not kept as a file, so that everything in the presentation can be read in this module.
"""

import io
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from ui.slide_fit import Box

if TYPE_CHECKING:
    from pptx.presentation import Presentation

FONT = "Arial"
# The light colours of ui/theme.py; a test holds them together.
COLOURS = {
    "ink": "16202B", "soft": "4A5866", "paper": "FFFFFF", "panel": "F3F6F9", "line": "C3CED8", "edge": "6B7885", "brand": "14406F",
    "link": "0B4F94", "focus": "B45309", "warn": "FFF4D6", "warn-line": "8A6100", "good": "D9F0DF", "good-ink": "0B4A1C", "past-ink": "7A1212",
}  # fmt: skip
# The colours that PowerPoint offers to whoever edits.
_SCHEME = {
    "dk1": "ink", "lt1": "paper", "dk2": "brand", "lt2": "panel", "accent1": "brand", "accent2": "good-ink", "accent3": "focus",
    "accent4": "warn-line", "accent5": "edge", "accent6": "past-ink", "hlink": "link", "folHlink": "soft",
}  # fmt: skip
_POINT = 12_700
WIDTH, HEIGHT = 960, 540
_NAMESPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)

# Numbers of placeholders; a title has 0.
BODY, WARNING, SIDE, SOURCES, FOOTER, NUMBER = 1, 13, 14, 15, 16, 17
# The layouts: their place in the presentation.
OPENING, TEXT, QUESTION, ANSWER = range(4)

TITLE_BOX = Box(48, 24, 864, 62)
WARNING_BOX = Box(48, 92, 864, 44)
BODY_BOX = Box(48, 100, 864, 360)
LEFT_BOX, RIGHT_BOX = Box(48, 100, 340, 360), Box(404, 100, 508, 360)
# Beside a box with a colour: the first lines of both at the same height.
PLAIN_LEFT_BOX, PLAIN_RIGHT_BOX = Box(48, 114, 340, 346), Box(404, 114, 508, 346)
SOURCES_BOX = Box(48, 468, 864, 34)
OPENING_BOX, SUBTITLE_BOX = Box(72, 96, 816, 170), Box(72, 284, 816, 170)
FOOTER_BOX, _NUMBER_BOX = Box(48, 508, 760, 22), Box(832, 508, 80, 22)
# What a box with a colour keeps free at its sides, and a low one above and below.
_PADDING, _LOW_PADDING, _LOW = 14, 5, 60


def inside(box: Box) -> Box:
    """What a box with a colour leaves for its text."""
    upright = _LOW_PADDING if box.height < _LOW else _PADDING
    return replace(box, width=box.width - 2 * _PADDING, height=box.height - 2 * upright)


def new_presentation(title: str, locale: str, keywords: str, made: datetime, names: Mapping[str, str]) -> "Presentation":
    """An empty presentation with our four layouts, whose parts have ``names``, its language and its properties; no name of anybody."""
    from pptx import Presentation
    from pptx.util import Pt

    show = Presentation()
    show.slide_width, show.slide_height = Pt(WIDTH), Pt(HEIGHT)
    for layout in list(show.slide_layouts)[4:]:
        show.slide_layouts.remove(layout)
    _set_theme(show)
    _set_master(show.slide_master, names)
    _set_layouts(show, names)
    set_language(show.element, locale)
    for sheet in (show.slide_master, *show.slide_layouts, show.notes_master):
        set_language(sheet.element, locale)
    properties = show.core_properties
    # PowerPoint keeps no more of a title, and times in UTC without a zone.
    properties.title, properties.language, properties.keywords = title[:250], locale, keywords
    properties.author = properties.last_modified_by = properties.comments = properties.subject = ""
    properties.created = properties.modified = made.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties.revision = 1
    return show


def saved(show: "Presentation") -> bytes:
    """The presentation as the bytes of a .pptx, without the picture of the empty one it was made from."""
    from pptx.opc.constants import RELATIONSHIP_TYPE

    package = show.part.package
    pictures = [name for name, relation in package._rels.items() if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL]
    for name in pictures:
        package.drop_rel(name)
    out = io.BytesIO()
    show.save(out)
    return out.getvalue()


def set_language(element: Any, locale: str) -> None:
    """The language of every text in an element, for spelling and for a reader that speaks."""
    for each in element.iter():
        if "lang" in each.attrib:
            each.set("lang", locale)


def place(shape: Any, box: Box) -> None:
    """Put a placeholder elsewhere than its layout has it."""
    from pptx.util import Pt

    shape.left, shape.top, shape.width, shape.height = (Pt(value) for value in (box.left, box.top, box.width, box.height))


def add_footer(slide: Any, text: str, locale: str) -> None:
    """The footer and the number of a slide, which python-pptx leaves out."""
    from pptx.enum.shapes import PP_PLACEHOLDER

    for layout in slide.slide_layout.placeholders:
        kind = layout.placeholder_format.type
        if kind not in (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER):
            continue
        element = deepcopy(layout._element)
        element.nvSpPr.cNvPr.set("id", str(max(shape.shape_id for shape in slide.shapes) + 1))
        for child in list(element.spPr):
            element.spPr.remove(child)
        slide.shapes._spTree.append(element)
        if kind == PP_PLACEHOLDER.FOOTER:
            slide.shapes[-1].text_frame.text = text
            slide.shapes[-1].text_frame.paragraphs[0].runs[0]._r.get_or_add_rPr().set("lang", locale)


def _set_theme(show: "Presentation") -> None:
    """Our colours and our font, under the names by which the layouts and whoever edits use them."""
    from lxml import etree
    from pptx.opc.constants import RELATIONSHIP_TYPE

    part = show.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme = etree.fromstring(part.blob)
    space = {"a": theme.nsmap["a"]}
    theme.set("name", "Standpuntwijzer")
    for name, colour in _SCHEME.items():
        slot = theme.find(f".//a:clrScheme/a:{name}", space)
        for child in list(slot):
            slot.remove(child)
        etree.SubElement(slot, f"{{{space['a']}}}srgbClr", val=COLOURS[colour])
    for face in theme.iterfind(".//a:fontScheme/*/a:latin", space):
        face.set("typeface", FONT)
    # python-pptx reads a theme as bytes and has no call to change it.
    part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)


def _set_master(master: Any, names: Mapping[str, str]) -> None:
    """Left, calm sizes, no bullets at the first level."""
    tree = master.shapes._spTree
    _clear(tree)
    _fill_tree(tree, [
        _placeholder(2, names["title"], 'type="title"', TITLE_BOX, 28, colour="dk2", bold=True, anchor="ctr"),
        _placeholder(3, names["text"], 'type="body" idx="1"', BODY_BOX, 24),
        _placeholder(4, names["footer"], f'type="ftr" sz="quarter" idx="{FOOTER}"', FOOTER_BOX, 11, soft=True, anchor="ctr"),
        _placeholder(5, names["number"], f'type="sldNum" sz="quarter" idx="{NUMBER}"', _NUMBER_BOX, 11, soft=True, align="r", anchor="ctr"),
    ])  # fmt: skip
    styles = master.element.find("{*}txStyles")
    for style in styles:
        for level in style.iterfind("{*}lvl1pPr"):
            level.set("algn", "l")
    for number, size in enumerate((24, 20, 18, 16, 16), start=1):
        styles.find(f"{{*}}bodyStyle/{{*}}lvl{number}pPr/{{*}}defRPr").set("sz", str(size * 100))


def _set_layouts(show: "Presentation", names: Mapping[str, str]) -> None:
    """Opening, text, question and answer; the bar at the left tells them apart for who sees it, the titles for everybody."""
    body = 'type="body" sz="quarter" idx="{}"'.format
    title = _placeholder(2, names["title"], 'type="title"', TITLE_BOX, 28, colour="dk2", bold=True, anchor="ctr")
    warning = _placeholder(3, names["warning"], body(WARNING), WARNING_BOX, 14, fill="warn", edge="warn-line", anchor="ctr", padded=True)
    sources = _placeholder(6, names["sources"], body(SOURCES), SOURCES_BOX, 12, soft=True, anchor="b")
    ending = [
        _placeholder(7, names["footer"], f'type="ftr" sz="quarter" idx="{FOOTER}"', FOOTER_BOX, 11, soft=True, anchor="ctr"),
        _placeholder(8, names["number"], f'type="sldNum" sz="quarter" idx="{NUMBER}"', _NUMBER_BOX, 11, soft=True, align="r", anchor="ctr"),
    ]
    left = _placeholder(4, names["question"], body(BODY), PLAIN_LEFT_BOX, 22)
    panel = _placeholder(5, names["choices"], body(SIDE), RIGHT_BOX, 20, fill="panel", edge="line", padded=True)
    right = _placeholder(4, names["right"], body(BODY), LEFT_BOX, 20, fill="good", edge="good-ink", padded=True)
    why = _placeholder(5, names["why"], body(SIDE), PLAIN_RIGHT_BOX, 20)
    opening = [
        _placeholder(2, names["title"], 'type="ctrTitle"', OPENING_BOX, 40, colour="dk2", bold=True, anchor="b"),
        _placeholder(3, names["subtitle"], f'type="subTitle" idx="{BODY}"', SUBTITLE_BOX, 18, soft=True),
    ]
    looks = (
        (names["opening"], "title", "dk2", opening),
        (names["text"], "obj", "dk2", [title, warning, _placeholder(4, names["text"], f'idx="{BODY}"', BODY_BOX, 24), sources]),
        (names["question"], "", "accent3", [title, warning, left, panel]),
        (names["answer"], "", "accent2", [title, warning, right, why, sources]),
    )
    for layout, (name, kind, colour, shapes) in zip(show.slide_layouts, looks, strict=True):
        layout.element.cSld.set("name", name)
        layout.element.attrib.pop("type", None)
        if kind:
            layout.element.set("type", kind)
        _clear(layout.shapes._spTree)
        _fill_tree(layout.shapes._spTree, [_bar(colour), *shapes, *ending])


def _clear(tree: Any) -> None:
    for shape in tree.findall("{*}sp"):
        tree.remove(shape)


def _fill_tree(tree: Any, shapes: list[str]) -> None:
    from pptx.oxml import parse_xml

    for shape in shapes:
        tree.append(parse_xml(shape))


def _bar(colour: str) -> str:
    """A strip at the left edge, for the eye alone."""
    return (
        f'<p:sp {_NAMESPACES}><p:nvSpPr><p:cNvPr id="9" name="" descr=""/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr>'
        f'<p:spPr>{_frame(Box(0, 0, 14, HEIGHT))}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f'<a:solidFill><a:schemeClr val="{_ALIAS.get(colour, colour)}"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>'
    )


# A layout names the colours of text by their use.
_ALIAS = {"dk1": "tx1", "dk2": "tx2", "lt1": "bg1", "lt2": "bg2"}


def _placeholder(
    number: int, name: str, kind: str, box: Box, size: int, *, colour: str = "dk1", soft: bool = False, bold: bool = False,
    align: str = "l", anchor: str = "t", fill: str = "", edge: str = "", padded: bool = False,
) -> str:  # fmt: skip
    """A placeholder of a layout: where it stands and how its text looks. Text that is added later shrinks when it does not fit."""
    ink = f'<a:srgbClr val="{COLOURS["soft"]}"/>' if soft else f'<a:schemeClr val="{_ALIAS[colour]}"/>'
    paint = f'<a:solidFill><a:srgbClr val="{COLOURS[fill]}"/></a:solidFill>' if fill else ""
    line = f'<a:ln w="9525"><a:solidFill><a:srgbClr val="{COLOURS[edge]}"/></a:solidFill></a:ln>' if edge else ""
    text = inside(box) if padded else box
    beside, above = round((box.width - text.width) / 2 * _POINT), round((box.height - text.height) / 2 * _POINT)
    content = '<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum"><a:rPr lang="nl-NL"/><a:t>‹#›</a:t></a:fld>'
    if "sldNum" not in kind:
        content = f'<a:r><a:rPr lang="nl-NL"/><a:t>{escape(name)}</a:t></a:r>'
    return (
        f"<p:sp {_NAMESPACES}><p:nvSpPr><p:cNvPr id=\"{number}\" name={quoteattr(name)}/><p:cNvSpPr><a:spLocks noGrp=\"1\"/></p:cNvSpPr>"
        f"<p:nvPr><p:ph {kind}/></p:nvPr></p:nvSpPr>"
        f'<p:spPr>{_frame(box)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{paint}{line}</p:spPr>'
        f'<p:txBody><a:bodyPr vert="horz" wrap="square" lIns="{beside}" tIns="{above}" rIns="{beside}" bIns="{above}" anchor="{anchor}">'
        f"<a:normAutofit/></a:bodyPr><a:lstStyle><a:lvl1pPr marL=\"0\" indent=\"0\" algn=\"{align}\"><a:spcBef><a:spcPts val=\"0\"/></a:spcBef>"
        f'<a:buNone/><a:defRPr sz="{size * 100}" b="{int(bold)}"><a:solidFill>{ink}</a:solidFill></a:defRPr></a:lvl1pPr></a:lstStyle>'
        f"<a:p>{content}</a:p></p:txBody></p:sp>"
    )


def _frame(box: Box) -> str:
    left, top, width, height = (round(value * _POINT) for value in (box.left, box.top, box.width, box.height))
    return f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
