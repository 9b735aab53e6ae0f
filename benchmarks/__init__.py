"""The daemon's figures: `python -m benchmarks [NAME …]`.

Medians over rounds, and ratios within one run: what is compared takes turns, so that a busy moment meets all alike.
Nothing is asserted. Quote ratios; absolute figures are those of one machine at one hour.
"""
