"""Who is named: candidates, unlisted and unsegmented names, and the persons they come to."""
