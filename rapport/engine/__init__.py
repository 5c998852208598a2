"""The thinking that knows no Django and can be used alone."""
