"""A second opinion on deadlines, written from the rules alone and sharing no code with the product."""
