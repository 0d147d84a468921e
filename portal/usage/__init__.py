"""Usage records on their way from the calls that left them to the app that adds them up.

On Lambda a call leaves one line in the function's log (`lines`); a subscription hands matching
lines back to the function (`log_batches`). Elsewhere the process gathers records itself (`buffer`).
Both store a batch as an S3 object that is named by its content (`storing`): at once archive and
identity of the batch. S3 announces the object to a queue, whose messages reach the consumer
(`delivery`).

The chain ends there: what consumes objects must write neither objects nor queue messages, or Lambda
would take it for a loop and stop it after 16 rounds.
https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
"""
