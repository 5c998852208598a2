"""E-mail at the desk: stored as it came, understood afterwards, filed, held or refused, and answered."""
