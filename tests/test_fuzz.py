"""A short run of `benchmarks/fuzz.py`, always with the same inputs."""

from __future__ import annotations

import pytest

from benchmarks import fuzz
from checker.run import Checker

GIVEN = fuzz.seeds(None, pdf=False)
EACH = 24


@pytest.fixture(scope="module")
def both() -> list[Checker]:
    return fuzz.checkers()


@pytest.mark.parametrize("form", GIVEN)
def test_damaged_inputs_are_read_or_refused_with_words(form: str, both: list[Checker]) -> None:
    found = [fuzz.outcome(both[number % 5 == 4], form, fuzz.made(form, number, GIVEN)) for number in range(EACH)]

    assert [one for one in found if one not in ("read", "refused")] == []
    assert {"read", "refused"} == set(found)


def test_the_same_number_is_the_same_input() -> None:
    assert fuzz.made("docx", 7, GIVEN) == fuzz.made("docx", 7, GIVEN)
    assert fuzz.made("docx", 7, GIVEN) != fuzz.made("docx", 8, GIVEN)
