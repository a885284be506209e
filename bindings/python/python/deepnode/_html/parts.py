"""What all tables are made of. Every text goes through :func:`text`, so nothing that a stranger wrote becomes markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from ..money import format_dn, format_rate

STYLE = """<style>
.deepnode { font: 13px/1.45 system-ui, sans-serif; color: inherit; max-width: 60em; overflow-x: auto; }
.deepnode table { border-collapse: collapse; margin: .3em 0 .9em; }
.deepnode caption { text-align: left; font-weight: 600; padding: .3em 0; }
.deepnode th, .deepnode td { text-align: left; vertical-align: top; padding: .2em .9em .2em 0; background: none;
  border-bottom: 1px solid rgba(128, 128, 128, .3); white-space: normal; }
.deepnode thead th { border-bottom: 2px solid rgba(128, 128, 128, .6); }
.deepnode .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.deepnode code { font: 12px ui-monospace, monospace; background: none; color: inherit; }
.deepnode svg text { fill: currentColor; font: 12px system-ui, sans-serif; }
</style>"""
"""Colours are the page's own, so that it can be read on a light page and on a dark one."""


class Html(str):
    """Markup, as opposed to a text that has yet to be escaped."""


def text(value: object) -> Html:
    """A value as markup; what is markup already stays as it is."""
    return value if isinstance(value, Html) else Html(escape(str(value)))


def page(*parts: Html) -> Html:
    """A whole output, with the style that it needs."""
    return Html(f'<div class="deepnode">{STYLE}{"".join(parts)}</div>')


def number(value: object) -> Html:
    """A cell that is aligned as numbers are."""
    return Html(f'<td class="n">{text(value)}</td>')


def code(value: object) -> Html:
    """An address, a hash: something to copy."""
    return Html(f"<code>{text(value)}</code>")


def short(value: object) -> Html:
    """An address or a hash by its first and last digits; the whole shows under the mouse."""
    whole = str(value)
    shown = whole if len(whole) <= 14 else f"{whole[:8]}…{whole[-4:]}"
    return Html(f'<code title="{escape(whole)}">{text(shown)}</code>')


def table(
    caption: str, rows: Iterable[Sequence[object]], header: Sequence[str] = (), numbers: Iterable[int] = ()
) -> Html:
    """A table. ``numbers`` are the columns whose headings stand over numbers."""
    right = frozenset(numbers)
    heads = "".join(
        f'<th class="n">{text(head)}</th>' if place in right else f"<th>{text(head)}</th>"
        for place, head in enumerate(header)
    )
    top = f"<thead><tr>{heads}</tr></thead>" if heads else ""
    lines = (
        "".join(
            number(value) if place in right else f"<td>{text(value)}</td>" for place, value in enumerate(row)
        )
        for row in rows
    )
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return Html(f"<table><caption>{text(caption)}</caption>{top}<tbody>{body}</tbody></table>")


def dn(units: int) -> str:
    """An amount, exactly."""
    return format_dn(units)


def rate(parts: int) -> str:
    """A share, exactly."""
    return format_rate(parts)


def share(part: int, whole: int) -> str:
    """How much of a whole something is, to a tenth of a percent, rounded to the nearest."""
    thousandths = (part * 2000 + whole) // (2 * whole) if whole else 0
    return f"{thousandths // 10}.{thousandths % 10} %"


def span(ms: int) -> str:
    """Milliseconds in the largest units that say them exactly.

    >>> span(90_061_001)
    '1 d 1 h 1 min 1 s 1 ms'
    """
    said = []
    for length, unit in ((86_400_000, "d"), (3_600_000, "h"), (60_000, "min"), (1_000, "s"), (1, "ms")):
        count, ms = divmod(ms, length)
        if count:
            said.append(f"{count} {unit}")
    return " ".join(said) or "0 ms"


def moment(ms: int) -> str:
    """A time of the domain.

    >>> moment(1_700_000_000_000)
    '1 700 000 000 000 ms'
    """
    return f"{ms:,} ms".replace(",", " ")


def weight(micro: int) -> str:
    """Micro-units of evidence as pieces of work.

    >>> weight(1_500_000), weight(2_000_000)
    ('1.5', '2')
    """
    whole, part = divmod(micro, 1_000_000)
    return f"{whole}.{part:06}".rstrip("0").rstrip(".")
