"""How far somebody is with every marking point, by practice and by their portfolio together."""

from rapport.practice.queries import portfolio
from rapport.practice.queries.learning import TopicProgress, progress_of
from rapport.practice.rules.standing import Standing
from rapport.staff.models import User


def whole_progress_of(learner: User, viewer: User) -> list[TopicProgress]:
    """Return how far somebody is as a viewer may know, with what their portfolio has shown."""
    states = {one.point: one.state for _, one in portfolio.points_shown(learner)}
    return progress_of(
        learner,
        viewer,
        evidenced={row for row, state in states.items() if state == Standing.EVIDENCED},
        signed_off={row for row, state in states.items() if state == Standing.SIGNED_OFF},
    )


def rows_practised(learner: User, viewer: User) -> frozenset[str]:
    """Return the marking points that somebody practised as a viewer may know, the portfolio apart."""
    points = [point for topic in progress_of(learner, viewer) for point in topic.points]
    return frozenset(one.marking.row for one in points if one.standing is Standing.PRACTISED)
