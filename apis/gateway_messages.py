"""Why a call through the gateway was refused or failed, in words: the codes of
`apis.gateway.refusals` and `apis.gateway.errors`."""

from portal.messages import Message, titled

PROBLEMS = {
    **titled(
        "The call needs a key",
        key_missing="Send your application's key in the field X-API-Key.",
    ),
    **titled(
        "The key is not accepted",
        key_refused=(
            "This key is not valid here: it is mistyped, was revoked, or never was a key. Look at "
            "your application's page for those that hold."
        ),
        key_not_of_application=(
            "This is a personal key, which calls the portal's own API. Make a key for your "
            "application and send that."
        ),
        key_ended="This key has ended. Make a new one on your application's page.",
        key_dormant=(
            "This key was not used for so long that it sleeps. Wake it on your application's page."
        ),
        application_suspended=(
            "An administrator suspended the application of this key. Ask them for the reason."
        ),
    ),
    **titled(
        "The call has several keys",
        several_keys="Send one key only: X-API-Key and Authorization named different ones.",
    ),
    **titled(
        "The key does not allow this call",
        sandbox_key=(
            "This is a sandbox key, which calls mocks. Use a live key of your application here."
        ),
        key_scope="This key was made for other APIs. Use one whose scopes name this API.",
        not_subscribed=(
            "The application has no subscription to this API. Get access on the API's page."
        ),
        subscription_waiting=(
            "The application's subscription waits for the approval of the API's owner."
        ),
        subscription_refused="The API's owner refused the application's subscription.",
        subscription_cancelled=(
            "The application's subscription was cancelled. Subscribe again on the API's page."
        ),
        subscription_suspended="The application's subscription is suspended. Ask the API's owner.",
        plan_gone=(
            "The plan of the application's subscription is gone. Choose another one on the API's "
            "page."
        ),
    ),
    **titled(
        "Not found",
        not_on_gateway="This version is not called through the gateway: it has no upstream here.",
        operation_unknown="The API's description has no such path.",
    ),
    **titled(
        "This method is not described",
        operation_method_unknown="This path takes {allowed}.",
    ),
    **titled(
        "The call contradicts the API's description",
        call_invalid="It was not sent on. `errors` say what is wrong, and where.",
        body_encoded="The API checks bodies, so send this one without Content-Encoding.",
    ),
    **titled(
        "Too large",
        checked_body_too_long="The API checks bodies, of up to {limit} MB.",
    ),
    **titled(
        "Too many calls",
        quota_exceeded=(
            "The limit {policies} of your plan is used up. Try again after the seconds that "
            "Retry-After names."
        ),
        too_many_guesses=(
            "Too many unknown keys or addresses came from where you call. Try again in a minute."
        ),
    ),
    **titled(
        "The API is paused",
        gateway_paused="Its owner lets no calls pass now. Try again later, or ask them.",
    ),
    **titled(
        "The API did not answer",
        upstream_not_reached=(
            "The portal could not connect to the API's server, so the call was not carried out. "
            "Try again later, or tell the API's support the request id."
        ),
        upstream_broke_off=(
            "The API's server broke off, or its answer was not valid HTTP. The call may have been "
            "carried out; tell the API's support the request id."
        ),
        upstream_not_allowed=(
            "The API's server is at an address that this portal does not connect to, so the call "
            "was not carried out. Tell the API's owner the request id."
        ),
        upstream_answer_too_large=(
            "The API's answer is larger than the {limit} that this portal can pass on. Ask for "
            "less at a time, by pages or ranges."
        ),
        gateway_loop="The API's server sent the call back to this portal. Tell the API's owner.",
    ),
    "upstream_too_slow": Message(
        "The API took too long",
        "The API's server did not answer completely within {seconds:g} seconds. The call may have "
        "been carried out.",
    ),
    "upstream_resting": Message(
        "The API is not available",
        "The API's server failed several times in a row, so it is left alone for a few seconds. "
        "The call was not carried out.",
    ),
    **titled(
        "The request is not understood",
        bad_framing="Content-Length and Transfer-Encoding do not say how long the body is.",
        body_cut_off="The body ended before the length that was announced.",
        path_leaves_api="The path leads out of the API: leave “..” out of it.",
        bad_fields="A header field holds characters that HTTP does not allow.",
    ),
    **titled(
        "This is not passed on",
        method_not_passed="Calls with the method {method} are not passed on.",
        upgrade_not_passed="Connections are not switched to another protocol: call by HTTP/1.1.",
        expectation_not_met="The expectation in the field Expect cannot be met.",
    ),
}
