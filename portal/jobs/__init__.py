"""Long work: jobs that people can watch, carried out by whoever reads the queue."""
