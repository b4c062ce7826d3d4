"""An experiment in other pages: its card in a chat, its frame in an article."""
