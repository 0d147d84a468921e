"""The ground of the engine: pointers, references, a walk, and reading of untrusted parts."""
