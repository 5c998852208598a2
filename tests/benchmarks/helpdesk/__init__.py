"""django-helpdesk, set up to be compared with: its settings, made tickets, and what it is asked for."""
