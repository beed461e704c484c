# Plain Python: a loop over the outcomes.
import math


def entropy(p):
    return cross_entropy_pq(p, p)


def cross_entropy_pq(p, q):
    total = 0.0
    for happens, says in zip(p, q):
        if happens > 0 and says == 0:
            return math.inf
        if happens > 0:
            total -= float(happens) * math.log(says)
    return total


def kl_divergence(p, q):
    total = 0.0
    for happens, says in zip(p, q):
        if happens > 0 and says == 0:
            return math.inf
        if happens > 0:
            total += float(happens) * (math.log(happens) - math.log(says))
    return total
