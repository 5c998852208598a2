"""The register: who every customer is, what they need, how they relate, and what happened with them."""
