"""Many submissions at once: gathered, audited by several processes, kept in a store, and seen as a whole."""
