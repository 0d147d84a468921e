"""REST of API management: thin endpoints over `apis.services`; inputs and outputs in `shapes`."""
