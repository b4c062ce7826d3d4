"""What the routers ask for: runs, previews, presets, imports."""
