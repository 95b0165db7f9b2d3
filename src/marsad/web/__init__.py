"""The observatory's site: one workspace in a browser, and the part of it that may be public.

A thin door: pages read through `marsad.store` and act through `marsad.actions`, as the command
line does. Nothing is fetched from elsewhere at run time.
"""
