"""What developers and operators run beside the product; nothing in the product imports it."""
