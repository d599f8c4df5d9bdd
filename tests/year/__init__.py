"""A whole year of an office, played by the product's own actions, and the books that must balance after it."""
