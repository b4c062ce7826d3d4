"""Long tests beside the suite: `make soak`. Each says what it did and fails by its exit status."""
