"""What happens when a process dies: killed for real, at every commit, and taken up by the next one."""
