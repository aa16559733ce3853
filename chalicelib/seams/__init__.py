"""What differs between this machine and AWS: storage, cache and invocation, each with its interface and two sides."""
