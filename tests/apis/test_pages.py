"""The pages, each as somebody sees it."""
