"""Pictures drawn on the server: they show before any script runs, print, and scale."""
