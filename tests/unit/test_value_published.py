"""The published figures of the CDNOW sample, by paper and table."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from rapport.engine.value import (
    Fit,
    fit_bgnbd,
    fit_gammagamma,
    fit_mbgcnbdk,
    fit_mbgnbd,
    fit_paretonbd,
    predict_alive,
    predict_purchases,
)
from tests.value_samples import cdnow, cdnow_spend

WEEKS = 39.0


@pytest.fixture(scope="module")
def bgnbd() -> Fit:
    return fit_bgnbd(cdnow(), prior="none")


@pytest.fixture(scope="module")
def mbgnbd() -> Fit:
    return fit_mbgnbd(cdnow(), prior="none")


@pytest.fixture(scope="module")
def paretonbd() -> Fit:
    return fit_paretonbd(cdnow(), prior="none")


def test_the_sample_has_the_published_customers() -> None:
    customers = cdnow()

    assert customers.customers == 2357
    assert customers.weight[customers.repeats > 0].sum() == 946
    assert len(customers) == 1016


def test_bgnbd_as_in_fader_hardie_lee_2005_table_2(bgnbd: Fit) -> None:
    assert_allclose(bgnbd.model.parameters, [0.243, 4.414, 0.793, 2.426], atol=5e-4)
    assert bgnbd.log_likelihood == pytest.approx(-9582.4, abs=0.05)


def test_paretonbd_as_in_fader_hardie_lee_2005_table_2(paretonbd: Fit) -> None:
    assert_allclose(paretonbd.model.parameters, [0.553, 10.578, 0.606, 11.669], atol=1.5e-3)
    assert_allclose(paretonbd.model.parameters[[0, 2]], [0.553, 0.606], atol=5e-4)
    assert paretonbd.log_likelihood == pytest.approx(-9595.0, abs=0.05)


def test_mbgnbd_as_in_btydplus_with_one_phase(mbgnbd: Fit) -> None:
    assert_allclose(mbgnbd.model.parameters, [0.5248, 6.1831, 0.8914, 1.6140], atol=2e-4)
    assert mbgnbd.log_likelihood == pytest.approx(-9582.136, abs=1e-3)


def test_gammagamma_as_in_hardie_note_025() -> None:
    spend = fit_gammagamma(cdnow_spend(), prior="none")

    assert_allclose(spend.model.parameters, [6.25, 3.74, 15.44], atol=5e-3)
    assert spend.log_likelihood == pytest.approx(-4055.918, abs=1e-3)
    assert spend.customers == 946


def test_standard_errors_as_other_programs_find_them(bgnbd: Fit, paretonbd: Fit) -> None:
    spend = fit_gammagamma(cdnow_spend(), prior="none")

    assert_allclose(bgnbd.standard_errors, [0.0126, 0.378, 0.186, 0.705], rtol=5e-3)
    assert_allclose(paretonbd.standard_errors, [0.0476, 0.843, 0.187, 6.21], rtol=5e-3)
    assert_allclose(spend.standard_errors, [1.19, 0.29, 4.16], rtol=5e-3)


def test_the_second_half_of_1997_is_forecast_as_by_others(bgnbd: Fit, mbgnbd: Fit) -> None:
    """Actual repeat purchases were 1,882; maximum likelihood says 1,653 with BG/NBD, 1,577 with MBG/NBD."""
    customers = cdnow()

    def total(fit: Fit) -> float:
        return float(customers.weight @ predict_purchases(fit.model, customers, WEEKS))

    assert total(bgnbd) == pytest.approx(1653, abs=1.5)
    assert total(mbgnbd) == pytest.approx(1577, abs=1.5)


def test_customer_1516_buys_as_in_hardie_note_004(bgnbd: Fit) -> None:
    """Two repeats, the last at 30.43 weeks of 38.86: 1.226 purchases in 39 weeks. Hardie (2004), note 004."""
    customers = cdnow()
    one = np.flatnonzero(
        (customers.repeats == 2) & (customers.last_repeat == 213 / 7) & (customers.age == 272 / 7)
    )

    assert len(one) == 1
    assert predict_purchases(bgnbd.model, customers.rows(one), WEEKS)[0] == pytest.approx(1.226, abs=2e-3)


def test_in_bgnbd_alone_one_time_buyers_never_leave(bgnbd: Fit, mbgnbd: Fit, paretonbd: Fit) -> None:
    customers = cdnow()
    once = customers.repeats == 0

    assert (predict_alive(bgnbd.model, customers)[once] == 1).all()
    r, alpha, a, b = mbgnbd.model.parameters
    silence = ((alpha + customers.age[once]) / alpha) ** r
    assert_allclose(predict_alive(mbgnbd.model, customers)[once], 1 / (1 + a / b * silence), rtol=1e-12)
    assert (predict_alive(paretonbd.model, customers)[once] < 0.65).all()


def test_one_phase_is_mbgnbd(mbgnbd: Fit) -> None:
    assert_allclose(
        fit_mbgcnbdk(cdnow(), 1, prior="none").model.parameters, mbgnbd.model.parameters, rtol=1e-9
    )


def test_the_weak_prior_moves_nothing_in_the_second_digit(bgnbd: Fit, mbgnbd: Fit) -> None:
    for free, held in ((bgnbd, fit_bgnbd(cdnow())), (mbgnbd, fit_mbgnbd(cdnow()))):
        away = np.abs(held.model.parameters - free.model.parameters) / free.standard_errors
        assert (away < 0.25).all()
