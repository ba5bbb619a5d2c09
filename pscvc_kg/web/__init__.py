"""The web face: HTTP and nothing else. It asks the jobs and shows what comes back."""
