"""What the whole engine uses: pointers, references, a walk, and reading of untrusted parts."""
