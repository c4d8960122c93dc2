from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from synth.records import Claim
from synth.verify.index import index_tables
from synth.verify.retold import Retold, retold
from synth.verify.text import content_words, statements
from tests.verify.made import claim, document


def _told(*texts_and_numbers: tuple[str, str]) -> tuple[list[Claim], Retold]:
    claims = []
    for place, (text, number) in enumerate(texts_and_numbers):
        made = claim(text, number)
        moved = replace(made.anchor, start=1000 * place, end=1000 * place + len(text))
        claims.append(replace(made, id=f"c-{place}", anchor=moved))
    return claims, retold(statements(claims), index_tables(document()))


def test_a_sentence_is_no_echo_of_itself() -> None:
    claims, known = _told(("Alpha reaches 73.1 on Snow.", "73.1"), ("Beta is fed with 12.3 apples.", "12.3"))
    quantity = claims[0].quantities[0]
    bag = content_words(claims[0].text)
    assert known.echo(claims[0], bag, (quantity.value, quantity.decimals)) == 0.0


def test_the_likest_other_sentence_with_the_number_is_the_echo() -> None:
    claims, known = _told(
        ("Alpha reaches 73.1 on Snow.", "73.1"),
        ("Our Alpha reaches as much as 73.1 on Snow.", "73.1"),
        ("Pebbles weigh 73.1 grams.", "73.1"),
    )
    size = (claims[0].quantities[0].value, 1)
    alike = known.echo(claims[0], content_words(claims[0].text), size)
    other = known.echo(claims[2], content_words(claims[2].text), size)
    assert alike > other


def test_a_number_does_not_count_among_those_beside_it() -> None:
    claims, known = _told(("Alpha eats 41.7 of them.", "41.7"), ("Alpha reaches 73.1 on Snow.", "73.1"))
    assert known.beside(claims[0], claims[0].quantities[0]) == 0
    assert known.share(claims[0], 1) == 2 / 3  # 73.1 is printed, and one of each is added
    assert known.share(claims[1], 1) == 1 / 3


@given(st.lists(st.integers(1, 9999), min_size=1, max_size=6, unique=True))
def test_shares_are_between_nothing_and_all(numbers: list[int]) -> None:
    claims, known = _told(*((f"Made system {number / 10:.1f}.", f"{number / 10:.1f}") for number in numbers))
    assert all(0 < known.share(each, 1) < 1 for each in claims)
