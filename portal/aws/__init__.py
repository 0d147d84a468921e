"""AWS beside DynamoDB: the process's clients, objects in S3, queue messages, secrets."""
