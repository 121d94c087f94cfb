"""What people hand in, before anything else sees it: text, rows, JSON and YAML, bounded in size and depth. Whatever is not as
it should be is a DragomanError with its file and line."""
