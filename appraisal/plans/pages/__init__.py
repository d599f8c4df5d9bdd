"""What the pages of plans show; no markup and no request here."""
