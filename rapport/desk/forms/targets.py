"""A service target as a leader types it."""

from decimal import Decimal

from django import forms

from rapport.desk.actions.targets import NewTarget
from rapport.desk.rules import CaseKind, Target
from rapport.staff.models import Team
from rapport.staff.queries import teams

MINUTES = 60


class TargetForm(forms.Form):
    """What is meant to be done, for whom, in how many working hours, and when somebody is warned."""

    target = forms.ChoiceField(label="Target", choices=[(str(one), str(one)) for one in Target])
    team = forms.ModelChoiceField(teams().none(), label="Team", required=False, empty_label="All teams")
    kind = forms.ChoiceField(
        label="Kind",
        required=False,
        choices=[("", "Every kind"), *((str(one), str(one)) for one in CaseKind)],
    )
    hours = forms.DecimalField(
        label="Working hours", min_value=Decimal("0.25"), max_value=Decimal(8_760), decimal_places=2
    )
    warn_hours = forms.DecimalField(
        label="Working hours before, to warn", min_value=0, max_value=Decimal(8_760), initial=1,
        decimal_places=2,
    )  # fmt: skip

    def __init__(self, *args: object, **names: object) -> None:
        super().__init__(*args, **names)  # type: ignore[arg-type]
        team = self.fields["team"]
        assert isinstance(team, forms.ModelChoiceField)  # noqa: S101 - said for the type checker
        team.queryset = teams()

    def new_target(self) -> NewTarget:
        """Return the target that was typed."""
        typed = self.cleaned_data
        team: Team | None = typed["team"]
        return NewTarget(
            target=Target(typed["target"]), working_minutes=int(typed["hours"] * MINUTES),
            warn_minutes=int(typed["warn_hours"] * MINUTES), team=team, kind=typed["kind"],
        )  # fmt: skip
