"""The store: text in, text out. It knows neither experiments nor results."""
