"""The pages of the portal, where customers see what is theirs."""
