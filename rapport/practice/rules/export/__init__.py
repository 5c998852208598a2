"""A portfolio and the syllabus as files for the outside: one PDF, Open Badges, xAPI statements, CASE."""
