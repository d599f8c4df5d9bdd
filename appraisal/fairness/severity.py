"""How severe each rater is and how widely he rates, with what chance alone would do taken out. Pure.

The rating ``y_ij`` of person i by rater j is taken as ``mu + theta_j + e_ij`` with ``theta_j ~ (0, tau2)`` between
raters and ``e_ij ~ (0, sigma2)`` within them (one-way random effects, empirical Bayes):

    sigma2 = sum (n_j - 1) s_j^2 / (N - k)                       pooled within raters
    tau2   = max(0, (MSB - sigma2) / n0),  n0 = (N - sum n_j^2 / N) / (k - 1)   moments (Henderson's method 1)
    mu     = sum w_j m_j / sum w_j,  w_j = 1 / (tau2 + sigma2 / n_j)
    B_j    = tau2 / (tau2 + sigma2 / n_j)                        how much of the rater's own mean m_j is believed
    theta_j = B_j (m_j - mu),  sd_j = sqrt(tau2 (1 - B_j))

so that a rater with few people is drawn towards all others. With equal n this is the balanced analysis of variance
(Searle, Casella, McCulloch, Variance Components, 1992). The spread within a rater is moderated in the same spirit: the
pooled variance counts like `PRIOR` further people (Smyth 2004), its limits are those of a scaled inverse chi-square.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final, Generic, TypeVar

from appraisal.effect_figures import Interval, Z

PRIOR: Final = 4.0
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Rater(Generic[K]):
    """One rater: own mean of ``people`` ratings, the shrunken difference from all (negative: stricter), the spread."""

    key: K
    people: int
    mean: float
    offset: Interval
    spread: Interval
    believed: float

    @property
    def is_clear(self) -> bool:
        """Whether the interval of the difference leaves out zero."""
        return self.offset.low > 0 or self.offset.high < 0


@dataclass(frozen=True, slots=True)
class Raters(Generic[K]):
    """All raters, the strictest first, with the mean of all and the two variances."""

    mean: float
    between: float
    within: float
    raters: tuple[Rater[K], ...]

    @property
    def share_of_rater(self) -> float:
        """How much of the difference between two ratings is the rater's, from 0 to 1."""
        total = self.between + self.within
        return self.between / total if total else 0.0


def severity_of(ratings: Mapping[K, Sequence[float]]) -> Raters[K] | None:
    """The raters of some ratings; None with fewer than two raters, or nobody who rated two people."""
    found = {key: [float(one) for one in own] for key, own in ratings.items() if own}
    total = sum(map(len, found.values()))
    if len(found) < 2 or total <= len(found):
        return None
    means = {key: sum(own) / len(own) for key, own in found.items()}
    squares = {key: sum((one - means[key]) ** 2 for one in own) for key, own in found.items()}
    within = sum(squares.values()) / (total - len(found))
    between = _between(found, means, within)
    mean = _mean_of_all(found, means, within, between)
    raters = [_rater(key, own, means[key], squares[key], mean, within, between) for key, own in found.items()]
    return Raters(mean, between, within, tuple(sorted(raters, key=lambda one: (one.offset.value, str(one.key)))))


def _between(ratings: Mapping[K, Sequence[float]], means: Mapping[K, float], within: float) -> float:
    sizes = [len(own) for own in ratings.values()]
    total = sum(sizes)
    middle = sum(map(sum, ratings.values())) / total
    spread = sum(len(own) * (means[key] - middle) ** 2 for key, own in ratings.items()) / (len(sizes) - 1)
    effective = (total - sum(size * size for size in sizes) / total) / (len(sizes) - 1)
    return max(0.0, (spread - within) / effective)


def _mean_of_all(
    ratings: Mapping[K, Sequence[float]], means: Mapping[K, float], within: float, between: float
) -> float:
    variances = {key: between + within / len(own) for key, own in ratings.items()}
    if min(variances.values()) <= 0:
        return sum(map(sum, ratings.values())) / sum(map(len, ratings.values()))
    weights = {key: 1 / variance for key, variance in variances.items()}
    return sum(weights[key] * means[key] for key in ratings) / sum(weights.values())


def _rater(
    key: K, own: Sequence[float], mean: float, square: float, all_mean: float, within: float, between: float
) -> Rater[K]:
    noise = within / len(own)
    believed = between / (between + noise) if between + noise > 0 else 0.0
    offset = believed * (mean - all_mean)
    reach = Z * sqrt(max(0.0, between * (1 - believed)))
    freedom = PRIOR + len(own) - 1
    spread = sqrt((PRIOR * within + square) / freedom)
    return Rater(
        key=key,
        people=len(own),
        mean=mean,
        offset=Interval(offset, offset - reach, offset + reach),
        spread=Interval(
            spread, spread * sqrt(freedom / chi_square(freedom, Z)), spread * sqrt(freedom / chi_square(freedom, -Z))
        ),
        believed=believed,
    )


def chi_square(freedom: float, z: float) -> float:
    """The quantile of chi-square that belongs to the normal quantile ``z`` (Wilson and Hilferty 1931).

    Within 5 per cent from five degrees of freedom on.
    """
    third = 2 / (9 * freedom)
    return float(freedom * max(1e-9, 1 - third + z * sqrt(third)) ** 3)
