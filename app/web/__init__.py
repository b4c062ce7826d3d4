"""What stands between the open net and the application: plain ASGI, one concern a module."""
