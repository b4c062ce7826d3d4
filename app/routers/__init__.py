"""Requests in, answers out: no queries here, and no arithmetic."""
