"""What customers bought: orders with lines, payments and refunds."""
