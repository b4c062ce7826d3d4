"""Subcommands of ``python -m simcore``: each module has ``main(argv)`` and prints."""
