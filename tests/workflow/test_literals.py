"""Words that stand in a statement itself: they are names of the code, and the rows are those of a value."""

import pytest
from django.db.models import Q

from organization.models import User
from workflow.literals import Fixed


@pytest.mark.parametrize("word", ["final", "self_assessment", ""])
@pytest.mark.django_db
def test_a_word_of_the_code_stands_in_the_statement(word: str) -> None:
    rows = User.objects.filter(Q(username=Fixed(word)) | Q(username__in=(Fixed(word), Fixed("other"))))
    statement, values = rows.query.sql_with_params()
    assert f"'{word}'" in statement
    assert word not in values
    assert not rows.exists()
    if word:
        User.objects.create(username=word)
        assert rows.count() == 1
        assert not User.objects.filter(~Q(username=Fixed(word))).exists()


@pytest.mark.parametrize("word", ["it's", "a b", "1", "a;b", "a%s", '"', "ä", "a\n"])
def test_nothing_else_is_written_into_a_statement(word: str) -> None:
    with pytest.raises(ValueError, match="only a name"):
        Fixed(word)
