"""When a breaker opens, whom it lets try again, and what it makes of their news."""

from abdi.http.breaker import Admission, Breaker, BreakerRules, RetryBudget

RULES = BreakerRules(failures=3, window=10.0, pause=2.0, probes=2)


class Seconds:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def admitted(breaker: Breaker) -> Admission:
    admission = breaker.admit()
    assert admission is not None
    return admission


def state_of(breaker: Breaker) -> str:
    return breaker.state.value


def fail(breaker: Breaker, times: int = 1, *, retry_after: float = 0.0) -> None:
    for _ in range(times):
        admitted(breaker).failed(retry_after=retry_after)


def test_opens_after_enough_failures_and_refuses() -> None:
    breaker = Breaker(RULES, seconds=Seconds())
    fail(breaker, 2)
    assert state_of(breaker) == "closed"
    fail(breaker)
    assert (state_of(breaker), breaker.admit()) == ("open", None)


def test_stays_closed_while_most_calls_succeed() -> None:
    breaker = Breaker(RULES, seconds=Seconds())
    for _ in range(20):
        admitted(breaker).succeeded()
        admitted(breaker).succeeded()
        fail(breaker)
    assert state_of(breaker) == "closed"


def test_failures_of_an_earlier_window_are_forgotten() -> None:
    seconds = Seconds()
    breaker = Breaker(RULES, seconds=seconds)
    fail(breaker, 2)
    seconds.now += 10
    fail(breaker, 2)
    assert state_of(breaker) == "closed"


def test_after_the_pause_a_few_try_and_one_success_closes() -> None:
    seconds = Seconds()
    breaker = Breaker(RULES, seconds=seconds)
    fail(breaker, 3)
    seconds.now += 2
    assert state_of(breaker) == "half_open"
    first, second = admitted(breaker), admitted(breaker)
    assert breaker.admit() is None
    first.succeeded()
    second.failed()  # it began before the change: it has no say
    assert state_of(breaker) == "closed"


def test_failed_try_opens_again() -> None:
    seconds = Seconds()
    breaker = Breaker(RULES, seconds=seconds)
    fail(breaker, 3)
    seconds.now += 2
    fail(breaker)
    assert state_of(breaker) == "open"
    seconds.now += 1.9
    assert breaker.admit() is None


def test_abandoned_try_gives_its_place_back() -> None:
    seconds = Seconds()
    breaker = Breaker(RULES, seconds=seconds)
    fail(breaker, 3)
    seconds.now += 2
    for _ in range(5):
        admitted(breaker).abandoned()
    assert state_of(breaker) == "half_open"


def test_late_news_of_calls_from_before_change_nothing() -> None:
    seconds = Seconds()
    breaker = Breaker(RULES, seconds=seconds)
    slow = [admitted(breaker) for _ in range(4)]
    fail(breaker, 3)
    seconds.now += 2
    trying = admitted(breaker)
    for admission in slow:
        admission.failed()
    trying.succeeded()
    assert state_of(breaker) == "closed"


def test_first_word_about_a_call_counts() -> None:
    breaker = Breaker(RULES, seconds=Seconds())
    for _ in range(3):
        admission = admitted(breaker)
        admission.succeeded()
        admission.failed()
        admission.abandoned()
    assert state_of(breaker) == "closed"


def test_service_that_asks_for_a_longer_pause_gets_it_within_reason() -> None:
    for asked, granted in ((5.0, 5.0), (3_600.0, 10.0)):
        seconds = Seconds()
        breaker = Breaker(RULES, seconds=seconds)
        fail(breaker, 3, retry_after=asked)
        seconds.now += granted - 0.1
        assert state_of(breaker) == "open"
        seconds.now += 0.1
        assert state_of(breaker) == "half_open"


def test_retries_stay_a_tenth_of_the_calls() -> None:
    budget = RetryBudget(0.1, reserve=3.0)
    retries = 0
    for _ in range(1000):
        budget.earn()
        retries += budget.spend()
    assert 95 <= retries <= 103
