"""The portal's AWS resources as CloudFormation templates, and the code that deploys them."""
