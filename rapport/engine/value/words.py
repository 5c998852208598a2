"""A valuation in words and as plain data: the summary, the parameters, one customer explained."""

from datetime import timedelta
from typing import Any

import ibis

from rapport.engine.value.findings import backtest_rows, cautions_of, parameters_of, versions
from rapport.engine.value.report.figures import count_of
from rapport.engine.value.season import EPOCH
from rapport.engine.value.totals import Breakdown, Part, Total
from rapport.engine.value.valuation import Valuation
from rapport.lib.errors import Refusal


class CustomerUnknown(Refusal):
    """A customer who is not in the log."""

    code = "customer_unknown"
    text = (
        "Customer '{customer}' is not among the {customers:,} customers of this log. "
        "Write the id as it stands in the file."
    )


def accounting_lines(valuation: Valuation) -> list[str]:
    """Say where the rows of the log ended."""
    accounting = valuation.state.accounting
    lines = [f"{accounting.rows:,} rows"]
    for count in accounting.counts:
        money = "" if count.amount is None else f"  {count.amount:>16,.2f}"
        lines.append(f"  {count.rows:>12,}  {count.row_class.value:<8}  {count.reason:<42}{money}")
    return lines


def summary_lines(valuation: Valuation, parts: Breakdown) -> list[str]:
    """Say in a screenful what the customers are worth."""
    everybody = parts.everybody.totals
    totals = valuation.state.totals
    lines = [
        f"{count_of(totals.customers, 'customer')}, {count_of(totals.buyers, 'buyer')}",
        f"{valuation.first_on} to {valuation.until}",
        f"Model {valuation.member.name}, log-likelihood {valuation.log_likelihood:,.2f}",
        "",
        f"Expected in the {valuation.settings.horizon.words} after {valuation.until}",
        _total_line("purchases", everybody["expected_purchases"]),
        _total_line("spend", everybody["expected_spend"]),
        _total_line(_value_name(valuation), everybody["value"]),
        "",
        *_part_lines("Ladder", parts.rungs),
        "",
        *_part_lines("Segments", parts.segments),
        "",
        *_backtest_lines(valuation),
        *accounting_lines(valuation),
    ]
    cautions = cautions_of(valuation, parts)
    return [*lines, "", *(f"Note: {caution}" for caution in cautions)] if cautions else lines


def _value_name(valuation: Valuation) -> str:
    unit = f" ({valuation.log.currency})" if valuation.log.currency else ""
    return f"value{unit}"


def _total_line(name: str, total: Total) -> str:
    band = "  not calibrated" if total.low is None else f"  {total.low:,.0f} to {total.high:,.0f}"
    return f"  {name:<14} {total.expected:>16,.0f}{band}"


def _part_lines(title: str, parts: tuple[Part, ...]) -> list[str]:
    lines = [f"{title:<22} {'customers':>10} {'lapsed':>10} {'value':>16}"]
    return lines + [
        f"  {part.name:<20} {part.customers:>10,} {part.lapsed:>10,} {part.totals['value'].expected:>16,.0f}"
        for part in parts
    ]


SCORES = {
    "mae": "MAE", "rmse": "RMSE", "deviance": "deviance", "total_error": "total err", "gini": "Gini",
    "top_decile": "top 10 %", "crps": "CRPS", "calibration": "in range",
}  # fmt: skip


def _backtest_lines(valuation: Valuation) -> list[str]:
    if valuation.backtest is None:
        return []
    test = valuation.backtest
    head = f"Backtest: {len(test.origins)} past days, {test.ahead} days ahead, {test.customers:,} customers"
    lines = [head, f"  {'':<48}" + "".join(f"{name:>10}" for name in SCORES.values())]
    for row in backtest_rows(test):
        figures = [getattr(row, name) for name in SCORES]
        cells = "".join(f"{'' if figure is None else format(figure, '.3f'):>10}" for figure in figures)
        lines.append(f"{'* ' if row.chosen else '  '}{row.name:<48}{cells}")
    return [*lines, ""]


def parameters_found(valuation: Valuation, parts: Breakdown) -> dict[str, Any]:
    """Return everything behind the figures as plain data, ready for JSON."""
    return {
        "model": valuation.member.name,
        "parameters": [vars(row) for row in parameters_of(valuation)],
        **_fit_found(valuation),
        **_settings_found(valuation),
        "totals": {name: vars(total) for name, total in parts.everybody.totals.items()},
        "backtest": _backtest_found(valuation),
        "rows": _rows_found(valuation),
        "notes": list(valuation.log.notes),
        "versions": dict(versions()),
    }


def _fit_found(valuation: Valuation) -> dict[str, Any]:
    fit, spend = valuation.fitted.purchases, valuation.fitted.spend
    weekly = {
        name: one.purchases.model.rescaled(7).parameters.tolist() for name, one in valuation.by_group.items()
    }
    return {
        "parameters_by_group": weekly,
        "log_likelihood": valuation.log_likelihood,
        "spend_log_likelihood": None if spend.boundary else spend.log_likelihood,
        "boundaries": [text for text in (fit.boundary, spend.boundary) if text],
        "customers": valuation.state.totals.customers,
        "buyers": valuation.state.totals.buyers,
        "groups": fit.groups,
        "spend_groups": spend.groups,
        "first_purchase_informs_spend": valuation.first_counts,
        "season_index": None if valuation.clock is None else valuation.clock.index.tolist(),
        "boosted_trees": valuation.with_trees,
        "lapsed_after_days": valuation.silence,
    }


def _settings_found(valuation: Valuation) -> dict[str, Any]:
    return {
        "first_on": valuation.first_on,
        "until": valuation.until,
        "horizon_days": valuation.horizon_days,
        "discount": valuation.settings.discount,
        "margin": valuation.settings.margin,
        "prior": valuation.settings.prior,
        "currency": valuation.log.currency,
    }


def _backtest_found(valuation: Valuation) -> dict[str, Any] | None:
    test = valuation.backtest
    if test is None:
        return None
    return {
        "ahead_days": test.ahead,
        "origins": [EPOCH + timedelta(days=day) for day in test.origins],
        "rows": [vars(row) for row in backtest_rows(test)],
    }


def _rows_found(valuation: Valuation) -> dict[str, Any]:
    accounting = valuation.state.accounting
    counts = [
        {"class": count.row_class.value, "reason": count.reason, "rows": count.rows, "amount": count.amount}
        for count in accounting.counts
    ]
    return {"all": accounting.rows, "counts": counts}


def explain(valuation: Valuation, customer: str) -> list[str]:
    """Explain what one customer is worth, in sentences.

    Refuses a customer who is not in the log.
    """
    row = _find(valuation, customer)
    if not row["purchases"]:
        return [f"Customer {customer} has nothing left after refunds: a prospect, of whom no model speaks."]
    sentences = [_history(row, valuation), _standing(row), _future(row, valuation), _worth(row, valuation)]
    if row["lifetime_value"] is not None:
        sentences.append(f"Over the whole future it is {_money(row['lifetime_value'], valuation)}.")
    return sentences


def _history(row: dict[str, Any], valuation: Valuation) -> str:
    days = "1 day" if row["purchases"] == 1 else f"{row['purchases']} days"
    when = f"on {row['first_on']}" if days == "1 day" else f"from {row['first_on']} to {row['last_on']}"
    return (
        f"Customer {row['customer']} bought on {days}, {when}, {_money(row['mean_spend'], valuation)} a time."
    )


def _standing(row: dict[str, Any]) -> str:
    weeks = row["age_weeks"] - row["last_repeat_weeks"]
    lapsed = ", lapsed" if row["lapsed"] else ""
    return (
        f"{row['rung'].capitalize()}{lapsed}, segment {row['segment']}: silent for {weeks:.1f} weeks, "
        f"the chance to be still buying is {row['p_alive']:.0%}."
    )


def _future(row: dict[str, Any], valuation: Valuation) -> str:
    low, high = row["expected_purchases_low"], row["expected_purchases_high"]
    return (
        f"In the {valuation.settings.horizon.words} after {valuation.until}, {row['expected_purchases']:.2f} "
        f"purchases are expected, most likely {low} to {high}; "
        f"the chance of none is {row['p_no_purchase']:.0%}."
    )


def _worth(row: dict[str, Any], valuation: Valuation) -> str:
    low, high = (_money(row[name], valuation) for name in ("value_low", "value_high"))
    return (
        f"That is worth {_money(row['value'], valuation)} today, most likely {low} to {high}, at a margin of "
        f"{valuation.settings.margin:.0%} and a discount of {valuation.settings.discount:.0%} a year."
    )


def _money(amount: float, valuation: Valuation) -> str:
    return f"{amount:,.2f} {valuation.log.currency or ''}".rstrip()


def _find(valuation: Valuation, customer: str) -> dict[str, Any]:
    customers = valuation.customers
    found = customers.filter(customers.customer.cast("string") == ibis.literal(customer.strip())).to_pyarrow()
    if not len(found):
        raise CustomerUnknown(customer=customer, customers=valuation.state.totals.customers)
    return dict(found.to_pylist()[0])
