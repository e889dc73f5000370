"""Every fact of the five case documents has a record in the demonstration, with its value."""

from bench import facts


def test_no_fact_is_without_a_record_but_the_few_kept_as_text():
    assert facts.missing() == []
    assert len(facts.as_text()) <= 15


def test_the_content_bears_no_number_that_does_not_exist():
    assert sorted(set(facts.borne()) - set(facts.ALL)) == []
    assert facts.as_text() & set(facts.borne()) == set()


def test_each_fact_stands_in_the_table_once_or_more():
    assert {row["fact"] for row in facts.table()} == set(facts.ALL)
