from models.lookup import guess


def test_what_followed_the_last_words_before_is_guessed() -> None:
    assert guess([1, 2, 3, 4, 5, 9, 2, 3]) == [4, 5, 9, 2]
    assert guess([1, 2, 3, 4, 5, 9, 2, 3], most=1) == [4]


def test_the_longest_and_then_the_last_repetition_counts() -> None:
    assert guess([7, 1, 2, 8, 1, 2, 5, 7, 1, 2], most=1) == [8]
    assert guess([1, 2, 8, 1, 2, 5, 6, 1, 2], most=1) == [5]


def test_nothing_is_guessed_where_nothing_repeats() -> None:
    assert guess([]) == guess([1]) == guess([1, 2, 3, 4]) == []
