"""What sources may reach outside of their cells: what is granted, what is wanted, and what was denied."""
