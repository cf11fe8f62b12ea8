"""Logistic regression with signs: each weight may only be of the sign that its name promises.
Standard library only.

Newton's method on the ridge-penalised likelihood; after each fit the weights of the wrong sign are
fixed at zero and the rest is fitted again. That is enough here, where the signs are rarely in
doubt.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

ROUNDS = 25
CONVERGED = 1e-5

Row = Sequence[float]


def fit(
    rows: Sequence[Row],
    labels: Sequence[bool],
    signs: Sequence[int],
    *,
    ridge: float = 1.0,
    sample: Sequence[float] | None = None,
) -> tuple[float, list[float]]:
    """(bias, weights). `ridge` is the penalty on a squared weight; `sample` how much each row
    counts.
    """
    width = len(signs)
    active = [j for j in range(width) if any(row[j] for row in rows)]
    weights = [0.0] * width
    bias = 0.0
    counts = list(sample) if sample is not None else [1.0] * len(rows)
    while True:
        bias, fitted = _newton([[row[j] for j in active] for row in rows], labels, counts, ridge)
        wrong = [j for j, w in zip(active, fitted, strict=True) if w * signs[j] < 0]
        if not wrong:
            break
        worst = max(wrong, key=lambda j: abs(fitted[active.index(j)]))
        active.remove(worst)
    for j, w in zip(active, fitted, strict=True):
        weights[j] = w
    return bias, weights


def _newton(
    rows: list[list[float]], labels: Sequence[bool], counts: Sequence[float], ridge: float
) -> tuple[float, list[float]]:
    width = len(rows[0]) + 1
    sparse = [[(0, 1.0), *((j + 1, v) for j, v in enumerate(row) if v)] for row in rows]
    beta = [0.0] * width
    for _ in range(ROUNDS):
        gradient = [-ridge * b for b in beta]
        gradient[0] = 0.0
        hessian = [[ridge if i == j and i else 0.0 for j in range(width)] for i in range(width)]
        for row, label, count in zip(sparse, labels, counts, strict=True):
            z = sum(beta[j] * v for j, v in row)
            p = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, z))))
            error, curve = count * (label - p), count * max(p * (1.0 - p), 1e-6)
            for j, v in row:
                gradient[j] += error * v
                line, cv = hessian[j], curve * v
                for k, u in row:
                    line[k] += cv * u
        step = solve(hessian, gradient)
        beta = [b + max(-3.0, min(3.0, s)) for b, s in zip(beta, step, strict=True)]
        if max(map(abs, step)) < CONVERGED:
            break
    return beta[0], beta[1:]


def solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Gaussian elimination with pivoting; `matrix` is square and, thanks to the ridge, never
    singular but for the bias.
    """
    size = len(right)
    rows = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    for at in range(size):
        pivot = max(range(at, size), key=lambda i: abs(rows[i][at]))
        rows[at], rows[pivot] = rows[pivot], rows[at]
        head = rows[at][at] or 1e-12
        for i in range(at + 1, size):
            factor = rows[i][at] / head
            if factor:
                rows[i] = [x - factor * y for x, y in zip(rows[i], rows[at], strict=True)]
    answer = [0.0] * size
    for at in range(size - 1, -1, -1):
        rest = sum(rows[at][j] * answer[j] for j in range(at + 1, size))
        answer[at] = (rows[at][size] - rest) / (rows[at][at] or 1e-12)
    return answer
