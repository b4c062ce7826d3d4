"""Benchmarks: ratios measured in one run. They inform and never fail a build."""
