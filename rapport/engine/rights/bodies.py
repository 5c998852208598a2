"""The bodies of law, in the order in which they are asked."""

from rapport.engine.rights import (
    business,
    cancelled,
    data_duties,
    data_rights,
    delivery,
    digital,
    equality,
    goods,
    goods_remedies,
    marketing,
    scope,
    sector_complaints,
    services,
    several_requests,
    trading,
)
from rapport.engine.rights.rules import Body

BODIES: tuple[Body, ...] = (
    scope.NEITHER,
    scope.BODY,
    goods.BODY,
    goods_remedies.BODY,
    delivery.BODY,
    digital.BODY,
    services.BODY,
    services.TERMS,
    cancelled.CANCELLING,
    trading.BODY,
    data_rights.BODY,
    several_requests.BODY,
    data_duties.BODY,
    marketing.BODY,
    equality.BODY,
    sector_complaints.BODY,
    business.BODY,
)
