"""A request as code: today as a curl command."""
