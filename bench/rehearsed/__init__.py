"""A Django app for rehearsals: a kind of job whose doings can be counted afterwards."""
