"""Guess the next tokens of a text that copies: prompt-lookup decoding (Saxena 2023), a form of speculative decoding (Leviathan et al. 2023).

A summary repeats its sources. Where the last few tokens stand in the text before, the tokens behind them there are guessed, and the model
checks all guesses in one go; what it writes stays the same to the token.
"""

from collections.abc import Sequence

# Measured on two cores (eval/LOG.md): one token takes 48 ms, five at once 122 ms; longer guesses cost more than they bring.
GUESSES = 4
_LONGEST, _SHORTEST = 3, 2


def guess(tokens: Sequence[int], most: int = GUESSES) -> list[int]:
    """At most ``most`` tokens that may follow ``tokens``; empty when the last two stand nowhere before."""
    held = list(tokens)
    for size in range(_LONGEST, _SHORTEST - 1, -1):
        tail = held[-size:]
        # The last time they were there, for that is the source at hand.
        for start in range(len(held) - size - 1, -1, -1):
            if held[start : start + size] == tail:
                return held[start + size : start + size + most]
    return []
