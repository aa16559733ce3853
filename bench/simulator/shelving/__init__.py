"""How a library shelves and spells the books that readers have, and what stands beside them."""
