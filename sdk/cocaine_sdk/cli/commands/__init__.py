"""One module for each command. None imports the client before it is called."""
