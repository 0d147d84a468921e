"""Teams: people who own APIs and applications together.

Who belongs to a team, two sources say, kept apart: the identity provider's groups, at each sign-in
(`portal.accounts.memberships`), and its owners and admins, here (`members`, `services`). A profile
holds the teams of both together, so that no request pays for the question.
"""
