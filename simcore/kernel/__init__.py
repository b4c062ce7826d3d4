"""Rules of the kernel: profiles, modes, zonelists, argument checks. They act on values only."""
