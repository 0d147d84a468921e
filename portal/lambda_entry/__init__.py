"""What Lambda calls, and how its events reach Django and the jobs."""
