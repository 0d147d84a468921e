"""What a description says of its operations: parameters, bodies, answers, servers, credentials.

References are followed and what stands at a path is merged in. No Markdown and no HTML is made
here: prose comes as the description has it. `operations` is one operation with all its parts,
`outline` what a description holds, `metadata` what it says of the whole API.
"""
