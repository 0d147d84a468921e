"""What the whole engine uses: pointers, references, places, and reading of untrusted parts."""
