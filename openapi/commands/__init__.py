"""Commands on files, for people's own CI: `manage.py NAME …`, without a portal and its settings.

Each is a module with `main(arguments) -> exit code`: 0 fine (warnings too), 1 errors found. Bad
input raises `BadInput`, which exits with 2, as argparse does.
"""
