"""How numbers go wrong when they are copied: a small model of slips.

One digit is another, two digits beside each other are swapped, or the number is a few units of its last place off. The
shares are set by hand, in the order that transcription studies find them (single-digit substitution first, adjacent
transposition second: Verhoeff, Error Detecting Decimal Codes, 1969), and fitted to nothing.
"""

from __future__ import annotations

from decimal import Decimal

from synth.quantity import Quantity

SUBSTITUTED, SWAPPED, UNITS_OFF, ELSEWHERE = 0.45, 0.2, 0.25, 0.1
FEW_UNITS = 9
"""Units of the last place that a number is at most off when it was rounded or worked out wrongly."""


def slip_ratio(quantity: Quantity, right: Decimal) -> float:
    """How much likelier the printed number is as a slip of `right` than as a number drawn from its surroundings.

    Both are taken as sizes at the printed precision. A number drawn at random lies within 30 % (at least 20 units of
    the last place) of its own size, each equally likely.
    """
    unit = Decimal(1).scaleb(-quantity.decimals)
    meant, printed = int((abs(right) / unit).to_integral_value()), int(abs(quantity.value) / unit)
    digits, wrong = str(meant), str(printed)
    width = max(len(digits), len(wrong), max(quantity.decimals, 0) + 1)
    digits, wrong = digits.rjust(width, "0"), wrong.rjust(width, "0")
    likelihood = 0.0
    fraction = 10 ** max(quantity.decimals, 0)
    whole = len(str(meant // fraction)) == len(str(printed // fraction))
    different = [place for place in range(width) if digits[place] != wrong[place]]
    if len(different) == 1 and whole:
        likelihood += SUBSTITUTED / (9 * width)
    if len(different) == 2 and whole and different[1] == different[0] + 1:
        first, second = different
        likelihood += SWAPPED / width * (digits[first] == wrong[second] and digits[second] == wrong[first])
    if abs(meant - printed) <= FEW_UNITS:
        likelihood += UNITS_OFF / (2 * FEW_UNITS)
    steps = printed
    while steps and steps % 10 == 0 and quantity.decimals <= 0:
        steps //= 10  # a round number is drawn from round ones
    surroundings = 1 / (2 * max(20.0, 0.3 * steps))
    return likelihood / surroundings + ELSEWHERE * (0.5 * meant <= printed <= 2 * meant)


def slips(quantity: Quantity) -> frozenset[Decimal]:
    """Sizes, at the printed precision, that the number is one digit, one swap or a few units away from."""
    unit = Decimal(1).scaleb(-quantity.decimals)
    printed = int(abs(quantity.value) / unit)
    digits = str(printed).rjust(max(quantity.decimals, 0) + 1, "0")
    found = {printed + step for step in range(-FEW_UNITS, FEW_UNITS + 1)}
    for place, char in enumerate(digits):
        found.update(int(digits[:place] + other + digits[place + 1 :]) for other in "0123456789" if other != char)
    for place in range(len(digits) - 1):
        found.add(int(digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]))
    return frozenset(value * unit for value in found if value > 0 and value != printed)


def slip_steps(quantity: Quantity) -> dict[int, float]:
    """How likely the printed number is as a slip of each other size, given in units of its last place.

    Sizes that it is no slip of are left out.
    """
    printed = int(abs(quantity.value).scaleb(quantity.decimals))
    digits = str(printed).rjust(max(quantity.decimals, 0) + 1, "0")
    found: dict[int, float] = {}
    for steps in range(printed - FEW_UNITS, printed + FEW_UNITS + 1):
        found[steps] = UNITS_OFF / (2 * FEW_UNITS)
    for place, char in enumerate(digits):
        for other in "0123456789":
            if other != char and not (place == 0 and other == "0" and len(digits) > 1):
                steps = int(digits[:place] + other + digits[place + 1 :])
                found[steps] = found.get(steps, 0.0) + SUBSTITUTED / (9 * len(digits))
    for place in range(len(digits) - 1):
        if digits[place] != digits[place + 1]:
            steps = int(digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :])
            found[steps] = found.get(steps, 0.0) + SWAPPED / len(digits)
    return {steps: likelihood for steps, likelihood in found.items() if steps > 0 and steps != printed}
