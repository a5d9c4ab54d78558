"""What students get: released notebooks and hints, proved to give nothing away, and the archive."""
