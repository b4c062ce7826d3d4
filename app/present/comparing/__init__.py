"""Two to four experiments beside each other."""
