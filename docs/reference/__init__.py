"""Reference pages from an OpenAPI description: pure logic, no Django and no AWS.

The way through the modules: ``outline`` lists what a description holds, ``pack`` stores it so
that one page needs two small reads, ``reader`` reads them, ``operation`` and ``tree`` turn one
stored part into plain dataclasses that templates show. Every module takes shapes that break the
OpenAPI schema: a part of the wrong type reads as absent, and nothing here raises because of a
description.
"""
