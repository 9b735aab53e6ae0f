"""`cocained doctor`: what this machine gives the daemon, and what it lacks. It looks, and changes nothing."""
