"""The look of every page in one place: colours for light and dark, sizes, type. Contrast is at least 4.5 to 1 (WCAG 2.2 AA, 1.4.3).

A design of our own: calm blues on white, system fonts, no logo and no licensed font of the government.
"""

_LIGHT = {
    "ink": "#16202b",
    "soft": "#4a5866",
    "paper": "#ffffff",
    "panel": "#f3f6f9",
    "line": "#c3ced8",
    "edge": "#6b7885",
    "brand": "#14406f",
    "on-brand": "#ffffff",
    "link": "#0b4f94",
    "focus": "#b45309",
    "mark": "#fff0a8",
    "warn": "#fff4d6",
    "warn-line": "#8a6100",
    "good": "#d9f0df",
    "good-ink": "#0b4a1c",
    "past": "#f7dcdc",
    "past-ink": "#7a1212",
    "next": "#fdebc8",
    "next-ink": "#5f3e00",
}
_DARK = {
    "ink": "#e8edf2",
    "soft": "#aebac5",
    "paper": "#10161d",
    "panel": "#18212b",
    "line": "#33414f",
    "edge": "#8595a5",
    "brand": "#9cc4f0",
    "on-brand": "#0b1622",
    "link": "#8fc0f5",
    "focus": "#ffb454",
    "mark": "#574a00",
    "warn": "#3a2f10",
    "warn-line": "#e0b34a",
    "good": "#123a1f",
    "good-ink": "#a9e5b8",
    "past": "#4a1b1b",
    "past-ink": "#f5b9b9",
    "next": "#46330a",
    "next-ink": "#f6d28e",
}
_SIZES = {
    "font": "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif",
    "text": "1.0625rem",
    "small": ".9375rem",
    "leading": "1.6",
    "measure": "44rem",
    "gap": "1rem",
    "radius": ".5rem",
    # Big enough to hit with a thumb (WCAG 2.2, 2.5.8 asks 24 pixels).
    "target": "2.75rem",
}


def css() -> str:
    """The tokens as CSS custom properties; ``data-theme`` on the root overrides what the system asks for."""
    light, dark, sizes = (";".join(f"--{name}:{value}" for name, value in table.items()) for table in (_LIGHT, _DARK, _SIZES))
    return (
        f":root{{color-scheme:light;{light};{sizes}}}\n"
        f"@media (prefers-color-scheme: dark){{:root:not([data-theme=light]){{color-scheme:dark;{dark}}}}}\n"
        f":root[data-theme=dark]{{color-scheme:dark;{dark}}}\n"
    )
