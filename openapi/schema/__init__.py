"""What a schema means: parts merged, its keywords in words, and what stands below it."""
