"""What the rooms above the register put on the page of a customer, in the order of the page."""

from rapport.desk.views.customer_part import open_cases

PARTS = (open_cases,)
