"""The design system's Python half: values in, escaped markup out. No query, no right, no rule of business."""
