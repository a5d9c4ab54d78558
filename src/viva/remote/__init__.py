"""The judge's end of the wire: the worker, a session in it, and the candidate that is asked."""
