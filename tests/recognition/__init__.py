"""Recognition notes: given, read by those who may, hidden, taken back."""
