"""What differs between this machine and AWS: storage, cache, invocation. One file a kind and a side."""
