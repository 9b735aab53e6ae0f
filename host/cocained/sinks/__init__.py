"""Where data comes in for sources: sockets that several tasks share."""
