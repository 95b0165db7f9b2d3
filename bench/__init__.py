"""How fast Marsad starts and reads, how much memory it takes, and that time grows linearly."""
