"""The command line ``ilx``: each module is a subcommand, has ``main(argv)`` and prints."""
