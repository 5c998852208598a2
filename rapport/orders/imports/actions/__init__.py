"""What a file of orders does: orders and refunds taken in, told, and taken back."""

from rapport.orders.imports.actions.taking_in import apply_orders, tell_customers
from rapport.orders.imports.actions.undoing import changed_since, undo_orders

__all__ = ["apply_orders", "changed_since", "tell_customers", "undo_orders"]
