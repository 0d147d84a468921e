"""What an OpenAPI document means. No Django, no AWS, no Markdown and no HTML.

    description = read(data)                         # openapi.read: bytes to a checked document
    pack = build(description.openapi3)               # openapi.pack: stored so that parts are read
    curl.write(build_request(operation))             # openapi.request, openapi.languages

`read` checks bytes, `model` says what an operation takes and gives, `schema` what a schema means,
`values` makes examples, `request` a concrete request, `languages` code of it, `pack` stores and
opens parts by byte range. `findings` is what is wrong with a description and where; `common` is
what all of them use. Nothing is imported here, since most callers need little of it.
"""
