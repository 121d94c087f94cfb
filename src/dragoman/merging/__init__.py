"""From mentions to events, from events to journeys, and which reports are copies of one story.

Everything here is a function of the set of mentions and their reports, whatever the order in which they came.
"""
