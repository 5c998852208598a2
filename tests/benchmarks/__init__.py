"""Speed and accuracy against peers, in one run, printed as ratios."""
