"""What runs in the process of one socket, behind walls of its own."""
