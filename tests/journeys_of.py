"""What browser journeys share: the two widths at which every page is looked at."""

WIDE = {"width": 1366, "height": 900}
NARROW = {"width": 390, "height": 844}
