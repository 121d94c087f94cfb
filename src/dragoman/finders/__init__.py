"""From a parsed report to candidates. A finder reads the tree, the codebook and the directory, and decides no value."""
