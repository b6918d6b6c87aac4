"""Which reports speak of the same contact? Pure functions over reports."""
