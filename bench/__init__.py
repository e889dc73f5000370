"""Data generators and benchmarks; run by hand, figures are ratios within one run."""
