"""What happens when several people act at the same instant, on a real PostgreSQL."""
