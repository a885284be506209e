"""What an advance does: everything that is due, ids ascending within each step."""
