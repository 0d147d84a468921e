"""What pages of a reference show, as plain dataclasses: no Django and no AWS.

`operation` and `overview` are the views, `tree` the schemas in them, `markdown` makes safe HTML
of prose, `navigation` finds what stands beside an operation. All are bounded by what a page can
carry, and none raises because of a description.
"""
