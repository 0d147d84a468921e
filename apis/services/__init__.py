"""Use cases of API management: plain functions with keyword arguments, one module for each kind.

Every one of them checks that `user` may do it; seeing an API at all is `apis.visibility`'s affair.
"""
