"""The workspace: pages where an analyst reads, checks and corrects a case, over an API that has the command line's verbs."""
