"""What servers in front put into the WSGI environ beside what PEP 3333 asks of them.

`REQUEST_URI` is uWSGI's name for the request target as it was sent, from the first slash on.
"""

# All header fields, [(name, value)] in their order; one name may come twice.
FIELDS = "portal.fields"
# The id that the server in front gave the request.
REQUEST_ID = "portal.request_id"

# What a URL's path may hold unescaped (RFC 3986, section 3.3), and `%` for what is escaped.
PATH_SAFE = "%/:@!$&'()*+,;=-._~"
