"""Analytics: usage of APIs and applications, added up from the records of single calls."""
