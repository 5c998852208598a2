"""A valuation in words and as plain data: the summary, the parameters, one customer explained."""

from typing import Any

import ibis

from rapport.engine.value.findings import backtest_rows, cautions_of, parameters_of, versions
from rapport.engine.value.season import EPOCH
from rapport.engine.value.totals import Part, Total, break_down
from rapport.engine.value.valuation import Valuation
from rapport.lib.errors import Refusal


class CustomerUnknown(Refusal):
    """A customer who is not in the log."""

    code = "customer_unknown"
    text = "Customer '{customer}' is not among the {customers:,} customers of this log. Ids count as they stand in the file."


def accounting_lines(valuation: Valuation) -> list[str]:
    """Say where the rows of the log ended."""
    accounting = valuation.state.accounting
    lines = [f"{accounting.rows:,} rows"]
    for count in accounting.counts:
        money = "" if count.amount is None else f"  {count.amount:>16,.2f}"
        lines.append(f"  {count.rows:>12,}  {count.row_class.value:<8}  {count.reason:<42}{money}")
    return lines


def summary_lines(valuation: Valuation) -> list[str]:
    """Say in a screenful what the customers are worth."""
    parts = break_down(valuation)
    everybody = parts.everybody.totals
    totals = valuation.state.totals
    lines = [
        f"{totals.customers:,} customers, {totals.buyers:,} buyers, {valuation.first_on} to {valuation.until}",
        f"Model {valuation.member.name}, log-likelihood {valuation.fitted.purchases.log_likelihood:,.2f}",
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
    for part in parts:
        lines.append(f"  {part.name:<20} {part.customers:>10,} {part.lapsed:>10,} {part.totals['value'].expected:>16,.0f}")
    return lines


def _backtest_lines(valuation: Valuation) -> list[str]:
    if valuation.backtest is None:
        return []
    test = valuation.backtest
    head = f"Backtest: {len(test.origins)} past days, {test.ahead} days ahead, {test.customers:,} customers"
    heads = ("MAE", "RMSE", "deviance", "total err", "Gini", "top 10 %", "CRPS", "in range")
    lines = [head, f"  {'':<36}" + "".join(f"{name:>10}" for name in heads)]
    for row in backtest_rows(test):
        figures = (row.mae, row.rmse, row.deviance, row.total_error, row.gini, row.top_decile, row.crps, row.calibration)
        cells = "".join(f"{'' if figure is None else format(figure, '.3f'):>10}" for figure in figures)
        lines.append(f"{'* ' if row.chosen else '  '}{row.name:<36}{cells}")
    return [*lines, ""]


def parameters_found(valuation: Valuation) -> dict[str, Any]:
    """Return everything behind the figures as plain data, ready for JSON."""
    fit, spend, accounting = valuation.fitted.purchases, valuation.fitted.spend, valuation.state.accounting
    test = valuation.backtest
    return {
        "model": valuation.member.name,
        "parameters": [vars(row) for row in parameters_of(valuation)],
        "groups_by_column": {name: list(map(float, one.purchases.model.rescaled(7).parameters)) for name, one in valuation.by_group.items()},
        "log_likelihood": fit.log_likelihood,
        "spend_log_likelihood": spend.log_likelihood if spend.boundary is None else None,
        "boundaries": [text for text in (fit.boundary, spend.boundary) if text],
        "customers": valuation.state.totals.customers,
        "buyers": valuation.state.totals.buyers,
        "groups": fit.groups,
        "spend_groups": spend.groups,
        "first_on": valuation.first_on,
        "until": valuation.until,
        "horizon_days": valuation.horizon_days,
        "discount": valuation.settings.discount,
        "margin": valuation.settings.margin,
        "currency": valuation.log.currency,
        "first_purchase_informs_spend": valuation.first_counts,
        "season_index": None if valuation.clock is None else list(map(float, valuation.clock.index)),
        "trees": valuation.with_trees,
        "lapsed_after_days": valuation.silence,
        "totals": {name: vars(total) for name, total in break_down(valuation).everybody.totals.items()},
        "backtest": None if test is None else {
            "ahead_days": test.ahead,
            "origins": [EPOCH.fromordinal(EPOCH.toordinal() + day) for day in test.origins],
            "rows": [vars(row) for row in backtest_rows(test)],
        },
        "rows": {
            "all": accounting.rows,
            "counts": [{"class": c.row_class.value, "reason": c.reason, "rows": c.rows, "amount": c.amount} for c in accounting.counts],
        },
        "notes": list(valuation.log.notes),
        "versions": dict(versions()),
    }  # fmt: skip


def explain(valuation: Valuation, customer: str) -> list[str]:
    """Explain what one customer is worth, in sentences.

    Refuses a customer who is not in the log.
    """
    row = _find(valuation, customer)
    if not row["purchases"]:
        return [f"Customer {customer} has nothing left after refunds: a prospect, of whom the model says nothing."]
    horizon, unit = valuation.settings.horizon.words, valuation.log.currency or ""
    return [
        f"Customer {customer} bought on {row['purchases']} day{'s' * (row['purchases'] > 1)} from {row['first_on']} to {row['last_on']}, "
        f"{row['mean_spend']:,.2f} {unit} a time: {row['rung']}{', lapsed' if row['lapsed'] else ''}, {row['segment']}.",
        f"Silent for {(row['age_weeks'] - row['last_repeat_weeks']):.1f} weeks, the chance to be still buying is {row['p_alive']:.0%}.",
        f"In the {horizon} after {valuation.until}, {row['expected_purchases']:.2f} purchases are expected; with 90 % chance "
        f"{row['expected_purchases_low']} to {row['expected_purchases_high']}, and none at all with {row['p_no_purchase']:.0%}.",
        f"That is worth {row['value']:,.2f} {unit} today, {row['value_low']:,.2f} to {row['value_high']:,.2f}, at a margin of "
        f"{valuation.settings.margin:.0%} and a discount of {valuation.settings.discount:.0%} a year.".replace("  ", " "),
        *([] if row["lifetime_value"] is None else [f"Over the whole future: {row['lifetime_value']:,.2f} {unit}.".replace(" .", ".")]),
    ]


def _find(valuation: Valuation, customer: str) -> dict[str, Any]:
    customers = valuation.customers
    found = customers.filter(customers.customer.cast("string") == ibis.literal(customer.strip())).to_pyarrow()
    if not len(found):
        raise CustomerUnknown(customer=customer, customers=valuation.state.totals.customers)
    return dict(found.to_pylist()[0])
