"""What runs in the process that reaches out, and its walls."""
