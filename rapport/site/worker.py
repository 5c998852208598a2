"""The application as the worker of `rapport serve` runs it."""

import signal

from rapport.site.wsgi import application

__all__ = ["application"]

# Ctrl+C reaches the server and its worker at once, and the server then tells the worker to stop as well.
# A worker that is told twice hangs until it is killed (granian 2.8), so it does not hear Ctrl+C itself.
if hasattr(signal, "pthread_sigmask"):
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
