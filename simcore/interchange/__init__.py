"""Importers and exporters: they know values of the document, never engines."""
