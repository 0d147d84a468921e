"""Where an API or a version stands in its life."""

DRAFT, ACTIVE, DEPRECATED, RETIRED = "draft", "active", "deprecated", "retired"
STATUSES = (DRAFT, ACTIVE, DEPRECATED, RETIRED)
# What follows what. There is no way back to draft: somebody may have built upon the version.
NEXT_STATUSES = {
    DRAFT: (ACTIVE,),
    ACTIVE: (DEPRECATED,),
    DEPRECATED: (ACTIVE, RETIRED),
    RETIRED: (DEPRECATED,),
}

# What must be done before a version of this status can be the one that callers are shown first.
KEPT_FROM_BEING_CURRENT = {
    DRAFT: "draft_not_current",
    RETIRED: "retired_not_current",
}
