"""What the pages are made of besides our files: fetched libraries, the bundle that is deployed, pictures of them."""
