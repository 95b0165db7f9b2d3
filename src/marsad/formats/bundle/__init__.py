"""What goes into a bundle as it is: the checker, which needs only Python, and the page that explains it."""
