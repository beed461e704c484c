import pytest

from tools.late_policy import DAY, TenPercentADay


@pytest.mark.parametrize(
    "seconds, lost",
    [(1, 0.1), (DAY, 0.1), (DAY + 1, 0.2), (2 * DAY, 0.2), (3 * DAY, 0.3), (3 * DAY + 1, 1.0), (30 * DAY, 1.0)],
)
def test_each_day_begun_takes_a_tenth_and_after_three_days_nothing_is_left(seconds, lost):
    assert TenPercentADay().late_submission_penalty("ada", 20.0, seconds) == pytest.approx(20.0 * lost)
