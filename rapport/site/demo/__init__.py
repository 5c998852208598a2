"""The demo: Thistlewood & Daughters as an application, made through the rooms' own actions."""
